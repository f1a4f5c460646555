import { toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import type { KeySetEntry } from '../../../protocol/lists/key-set.ts';
import { deprecatedAlgorithms, signatureAlgorithms } from '../../../protocol/token/algorithm.ts';
import { type PublicKey, thumbprintBytes, writeCoseKey } from '../../../protocol/token/cose-key.ts';
import { sha256 } from '../../support/signing-keys.ts';
import { car, firstNonce } from '../../support/specification-keys.ts';
import { binding } from '../../support/specification-link.ts';
import { denyList, issuers, now, revokedKey } from './parties.ts';
import type { CarState } from './vector-format.ts';

const algorithmNumbers = { ...signatureAlgorithms, ...deprecatedAlgorithms };

export const keyHex = (key: PublicKey): string => toHex(encode(writeCoseKey(key)));
export const keyIdHex = (key: PublicKey): string => toHex(sha256(thumbprintBytes(key)).subarray(0, 8));

/** An issuer as the vectors write it. */
export const issuerState = ({
  key,
  algorithm,
  scopes,
  cars,
  ...entry
}: KeySetEntry): CarState['issuers'][number] => ({
  issuer: entry.issuer,
  keyId: keyIdHex(key),
  algorithm: algorithmNumbers[algorithm],
  key: keyHex(key),
  scopes: [...scopes],
  longestLifeSeconds: entry.longestLifeSeconds,
  ...(cars === undefined ? {} : { cars: [...cars] }),
  denies: entry.denies,
});

/** The car of the vectors, unless one says otherwise. */
export const usualCar: CarState = {
  name: car,
  issuers: issuers.map(issuerState),
  revokedKeys: [revokedKey.keyId],
  denyList: { number: denyList.number, issuedAt: denyList.issuedAt, denied: [...denyList.denied] },
  refuseListsOlderThanHours: null,
  openReservation: null,
  time: now,
  clockQuality: 'gnss',
  uses: 0,
  usesInDoubt: 0,
  nonce: toHex(firstNonce),
  binding: toHex(binding),
  spent: [],
};
