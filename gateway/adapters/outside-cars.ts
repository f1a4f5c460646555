import { MalformedError, messageOf } from '../../protocol/errors.ts';
import type { CarId } from '../../protocol/ids.ts';
import { decodeStatus } from '../../protocol/messages/status.ts';
import type { Log } from '../../protocol/runtime.ts';
import { parseTopic } from '../../protocol/topics.ts';
import type { BrokerHooks } from '../ports.ts';

/** Messages that were not stored are counted so long before a line in the log names them. */
const complaintMilliseconds = 1_000;

/** The cars behind an outside broker, as far as their messages show them. */
export class OutsideCars {
  readonly #hooks: BrokerHooks;
  readonly #log: Log;
  readonly #online = new Set<CarId>();
  #notStored = 0;

  constructor(hooks: BrokerHooks, log: Log) {
    this.#hooks = hooks;
    this.#log = log;
  }

  received(topic: string, payload: Uint8Array, retained: boolean): void {
    const parsed = parseTopic(topic);
    if (parsed === null || (retained && parsed.name !== 'status')) {
      this.#log.warn({ topic, retained }, 'a message that no car may send was ignored');
      return;
    }
    const { car, name } = parsed;
    if (name === 'status') this.#reported(car, payload);
    this.#hooks.received({ kind: 'car', car }, topic, payload).catch((thrown) => this.#complain(thrown));
  }

  /** The connection to the broker is gone: nothing is known of any car. */
  lost(): void {
    for (const car of this.#online) this.#hooks.disconnected({ kind: 'car', car });
    this.#online.clear();
  }

  /** What the embedded broker sees on the connection, a car's status and last will say here (clause 5.1). */
  #reported(car: CarId, payload: Uint8Array): void {
    const isOnline = stateOf(payload) === 'online';
    if (isOnline === this.#online.has(car)) return;
    const peer = { kind: 'car', car } as const;
    if (isOnline) {
      this.#online.add(car);
      this.#hooks.connected(peer);
    } else {
      this.#online.delete(car);
      this.#hooks.disconnected(peer);
    }
  }

  /** Thousands may fail at once. */
  #complain(thrown: unknown): void {
    this.#notStored += 1;
    if (this.#notStored > 1) return;
    const reason = messageOf(thrown);
    setTimeout(() => {
      this.#log.warn({ messages: this.#notStored, reason }, 'not stored; the cars will send again');
      this.#notStored = 0;
    }, complaintMilliseconds).unref();
  }
}

/** Null where it cannot be read; the gateway logs that. */
function stateOf(payload: Uint8Array): 'online' | 'offline' | null {
  try {
    return decodeStatus(payload).state;
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}
