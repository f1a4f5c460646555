import { toHex } from '../../protocol/codec/bytes.ts';
import { type CarId, type CommandId, commandId } from '../../protocol/ids.ts';
import { type Command, encodeCommand } from '../../protocol/messages/command.ts';
import type { Clock, Random } from '../../protocol/runtime.ts';
import { type Authenticate, encodeAuthenticated } from '../../protocol/token/authenticated.ts';
import { topicOf } from '../../protocol/topics.ts';
import { type EpochMilliseconds, shifted } from '../../protocol/units.ts';
import type { Storage } from '../storage/storage.ts';
import { found } from './faults.ts';

/** A remote command, ready to be published. */
export interface CommandMade {
  readonly command: CommandId;
  readonly expiresAt: EpochMilliseconds;
  readonly topic: string;
  /** COSE_Mac0. */
  readonly payload: Uint8Array;
}

export interface CommandParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly authenticatorOf: (car: CarId) => Authenticate | undefined;
  readonly commandSeconds: number;
}

/** Remote commands: each acts at most once, and not after it has expired (clause 5.2). */
export const createCommands = (parts: CommandParts) => ({
  /** Writes it down before it goes out. @throws {Fault} `not-found`. */
  make(car: CarId, action: Command['action']): CommandMade {
    const { storage, clock, random, authenticatorOf, commandSeconds } = parts;
    const authenticate = found(authenticatorOf(car), `car ${car}`);
    const command = commandId(toHex(random.bytes(8)));
    const issuedAt = clock.wall();
    const expiresAt = shifted(issuedAt, commandSeconds * 1000);
    storage.transaction(() => storage.tokens.addCommand({ command, car, action, issuedAt, expiresAt }));
    return authenticated(car, { command, action, issuedAt, expiresAt }, authenticate);
  },

  /** Those that a car may still act on and that nobody knows the outcome of. */
  open(): CommandMade[] {
    const { storage, clock, authenticatorOf } = parts;
    return storage.tokens.openCommands(clock.wall()).flatMap(({ car, outcome: _, ...command }) => {
      const authenticate = authenticatorOf(car);
      return authenticate === undefined ? [] : [authenticated(car, command, authenticate)];
    });
  },
});

function authenticated(car: CarId, command: Command, authenticate: Authenticate): CommandMade {
  const topic = topicOf(car, 'commands');
  const { command: id, expiresAt } = command;
  const payload = encodeAuthenticated(topic, encodeCommand(command), authenticate);
  return { command: id, expiresAt, topic, payload };
}
