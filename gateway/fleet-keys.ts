import { Fault } from '../protocol/errors.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { KeySet, KeySetEntry } from '../protocol/lists/key-set.ts';
import type { CarriedList, ListKind } from '../protocol/lists/list.ts';
import { decodeList, encodeList, type ListContents } from '../protocol/lists/signed-list.ts';
import type { PublicKey } from '../protocol/token/cose-key.ts';
import { type EpochMilliseconds, toEpochSeconds } from '../protocol/units.ts';
import type { GatewayConfig } from './config.ts';
import { type Ed25519Seed, isPhoneKey, keyIdOf, publicKeyOf, signerOf } from './token/keys.ts';

/** A reservation's longest length (T3). */
const longestReservationSeconds = 30 * 86_400;

/** The gateway's own issuer as cars must know it (clauses 7.2, 12.2). */
export const ownIssuer = (
  key: PublicKey,
  { issuer, earlyPickUpMinutes, returnGraceHours }: GatewayConfig['token'],
): KeySetEntry => ({
  issuer,
  algorithm: 'Ed25519',
  key,
  scopes: ['unlock', 'lock', 'end', 'fuel-card', 'status'],
  longestLifeSeconds: longestReservationSeconds + earlyPickUpMinutes * 60 + returnGraceHours * 3_600,
  denies: true,
});

/** What a fleet list says; null where there is none. */
export function contentOf<Kind extends ListKind>(
  lists: readonly CarriedList[],
  kind: Kind,
): ListContents[Kind] | null {
  const found = lists.find(({ list }) => list === kind);
  return found === undefined ? null : decodeList(kind, found.signed).content;
}

/** The next key set of a fleet, with these issuers. @throws {Fault} `key-set-full`. */
export function nextKeySet(
  before: KeySet | null,
  issuers: readonly KeySetEntry[],
  root: Ed25519Seed,
  now: EpochMilliseconds,
): CarriedList {
  const number = (before?.number ?? 0) + 1;
  const content: KeySet = { number, issuedAt: toEpochSeconds(now), issuers: [...issuers] };
  try {
    return { list: 'key-set', signed: encodeList('key-set', content, signerOf(root)) };
  } catch (cause) {
    const message = 'the key set has no room for another issuer; revoke one that is not used any more';
    throw new Fault({ code: 'key-set-full', blame: 'operator' }, message, { cause });
  }
}

/** The next list of revoked keys, with one more. */
export function nextRevokedKeys(
  before: ListContents['revoked-keys'] | null,
  revoked: KeyId,
  root: Ed25519Seed,
  now: EpochMilliseconds,
): CarriedList {
  const number = (before?.number ?? 0) + 1;
  const keyIds = [...new Set([...(before?.keyIds ?? []), revoked])].sort();
  const content = { number, issuedAt: toEpochSeconds(now), keyIds };
  return { list: 'revoked-keys', signed: encodeList('revoked-keys', content, signerOf(root)) };
}

/** @throws {Fault} `root-differs` where the seed is not that of the fleet's root key. */
export function requireRoot(seed: Ed25519Seed, known: string): void {
  const keyId = keyIdOf(publicKeyOf(seed));
  if (keyId === known) return;
  const message = `the root key ${keyId} is not that of this fleet, which is ${known}`;
  throw new Fault({ code: 'root-differs', blame: 'operator' }, message);
}

/** All but the entry of this key. */
export const withoutKey = (entries: readonly KeySetEntry[], key: KeyId): readonly KeySetEntry[] =>
  entries.filter((entry) => keyIdOf(entry.key) !== key);

/** What the program's commands need of keys. */
export const issuerKeys = { idOf: keyIdOf, publicHalfOf: publicKeyOf, isUsable: isPhoneKey };
export type { Ed25519Seed };
