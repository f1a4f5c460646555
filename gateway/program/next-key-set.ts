import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import type { KeyId } from '../../protocol/ids.ts';
import type { KeySetEntry } from '../../protocol/lists/key-set.ts';
import {
  contentOf,
  type Ed25519Seed,
  issuerKeys,
  nextKeySet,
  requireRoot,
  withoutKey,
} from '../fleet-keys.ts';
import type { Operator } from '../operator.ts';
import type { Home } from './home.ts';
import { type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { rootKeyOf } from './root-key.ts';

/** Options of a command that signs for the fleet. */
export interface WithRoot extends Given {
  readonly root: string;
}

export const withRoot = (command: Command): Command =>
  onData(command).requiredOption('--root <file>', "file of the fleet's private root key (mode 0600)");

/** The key set that holds from now on, and the key that is new in it. */
export interface Changed {
  readonly number: number;
  readonly keyId: KeyId;
}

export const changedText = ({ number, keyId: id }: Changed): string =>
  `key set ${number} holds key ${id}; cars take it as they come online, or from a phone`;

/** Signs and keeps the next key set, with one issuer more. */
export async function withIssuer(
  ports: ProgramPorts,
  given: WithRoot,
  operator: Operator,
  home: Home,
  entry: KeySetEntry,
): Promise<Changed> {
  const root = await rootSeed(ports, given, home);
  const before = contentOf(await operator.fleetLists(), 'key-set');
  const id = issuerKeys.idOf(entry.key);
  const others = withoutKey(before?.issuers ?? [], id);
  await operator.keepFleetList(nextKeySet(before, [...others, entry], root, ports.clock.wall()));
  return { number: (before?.number ?? 0) + 1, keyId: id };
}

/** Of the file that --root names. @throws {Fault} `no-root`, `key-invalid`, `root-differs`. */
export async function rootSeed(
  ports: ProgramPorts,
  { root, data }: WithRoot,
  home: Home,
): Promise<Ed25519Seed> {
  const known = await rootKeyOf(ports, home);
  if (known === null) throw noRoot(data);
  const { readIssuerKey } = await import('../outside-token.ts');
  const seed = readIssuerKey(await ports.files.readSecret(root), root);
  requireRoot(seed, known.keyId);
  return seed;
}

const noRoot = (folder: string): Fault =>
  new Fault({ code: 'no-root', blame: 'operator' }, `${folder} has no root key yet: keys init-root`);
