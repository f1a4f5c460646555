import type { ListContext } from '../../../device/access/lists.ts';
import { createVerifier } from '../../../device/access/signatures.ts';
import { keyIdOf } from '../../../device/keys.ts';
import type { KeySetEntry } from '../../../protocol/lists/key-set.ts';
import type { CarriedList, ListKind } from '../../../protocol/lists/list.ts';
import { encodeList, type ListContents } from '../../../protocol/lists/signed-list.ts';
import { epochSeconds } from '../../../protocol/units.ts';
import { ed25519Key, type SigningKey } from '../../support/signing-keys.ts';
import { claims, issuer, issuerKey } from './judging.ts';

export const rootKey = ed25519Key(new Uint8Array(32).fill(21));
export const newIssuerKey = ed25519Key(new Uint8Array(32).fill(22));
export const issuedAt = epochSeconds(claims.issuedAt);

/** A car that knows one issuer, and the root key. */
export const listContext: ListContext = {
  car: claims.audience,
  root: { key: rootKey.publicKey, keyId: rootKey.keyId },
  issuers: [issuer],
  keyIdOf,
  verify: createVerifier(),
};

export const signed = <Kind extends ListKind>(
  list: Kind,
  content: ListContents[Kind],
  key: SigningKey,
): CarriedList => ({ list, signed: encodeList(list, content, key) });

export const entryOf = (key: SigningKey, changes: Partial<KeySetEntry> = {}): KeySetEntry => ({
  issuer: claims.issuer,
  algorithm: 'Ed25519',
  key: key.publicKey,
  scopes: ['unlock', 'lock', 'end', 'status'],
  longestLifeSeconds: 8 * 3600,
  denies: true,
  ...changes,
});

export const keySet = (number: number, issuers = [entryOf(newIssuerKey)], key = rootKey): CarriedList =>
  signed('key-set', { number, issuedAt, issuers }, key);

export const denyList = (
  number: number,
  denied: readonly string[] = [claims.tokenId],
  key = issuerKey,
  car = claims.audience,
): CarriedList => signed('deny-list', { car, number, issuedAt, denied }, key);

export const revokedKeys = (number: number, keyIds: readonly string[], key = rootKey): CarriedList =>
  signed('revoked-keys', { number, issuedAt, keyIds }, key);
