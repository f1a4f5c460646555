import { usualClockPolicy } from '../../../device/access/clock-policy.ts';
import type { Issuer } from '../../../device/access/issuers.ts';
import { createVerifier } from '../../../device/access/signatures.ts';
import { type AccessContext, type AccessRequest, judge } from '../../../device/access/verdict.ts';
import type { Action } from '../../../protocol/messages/words.ts';
import type { Claims } from '../../../protocol/token/claims.ts';
import { proofBytes } from '../../../protocol/token/proof.ts';
import { encodeToken } from '../../../protocol/token/token.ts';
import { epochSeconds, shifted, toEpochMilliseconds } from '../../../protocol/units.ts';
import { someClaims } from '../../protocol/token/some-claims.ts';
import { ed25519Key, p256Key, sha256 } from '../../support/signing-keys.ts';

export const issuerKey = ed25519Key(new Uint8Array(32).fill(1));
export const phoneKey = ed25519Key(new Uint8Array(32).fill(2));
export const ellipticPhoneKey = p256Key(new Uint8Array(32).fill(3));

const { uses: _, ...unlimited } = someClaims.rights;

/** Claims of eight hours for an Ed25519 phone, as often as it likes. */
export const claims: Claims = {
  ...someClaims,
  expiresAt: epochSeconds(someClaims.notBefore + 8 * 3600),
  confirmation: phoneKey.publicKey,
  rights: unlimited,
};

export const issuer: Issuer = {
  issuer: claims.issuer,
  keyId: issuerKey.keyId,
  algorithm: 'Ed25519',
  key: issuerKey.publicKey,
  scopes: ['unlock', 'lock', 'end', 'status'],
  longestLifeSeconds: 8 * 3600,
  denies: true,
};

export const nonce = new Uint8Array(16).fill(7);
export const binding = new Uint8Array(32).fill(8);
/** What proofs are made over, unless a test says otherwise. */
export const ground = { nonce, binding };

/** An hour into the token's window, by satellite, at a car that knows this one issuer. */
export const context: AccessContext = {
  car: claims.audience,
  issuers: [issuer],
  revokedKeys: [],
  denyList: null,
  // No list is newer than the one that the claims ask for.
  denyListNumber: 1_000_000,
  denyPolicy: { whenOlder: 'accept' },
  clockPolicy: usualClockPolicy,
  openReservation: null,
  now: { time: shifted(toEpochMilliseconds(claims.notBefore), 3_600_000), quality: 'gnss' },
  verify: createVerifier(),
  usesOf: () => ({ uses: 0, usesInDoubt: 0 }),
  spent: [],
};

/** What a phone asks with this token; by default it proves what it asks. */
export function requestFor(
  token: Uint8Array,
  {
    action = 'unlock',
    key = phoneKey,
    over = nonce,
  }: { action?: Action; key?: typeof phoneKey; over?: Uint8Array } = {},
): AccessRequest {
  const tokenDigest = sha256(token);
  const subject = { car: claims.audience, nonce: over, action, tokenDigest, binding };
  return { action, token, tokenDigest, nonce, binding, proof: key.sign(proofBytes(key.publicKey, subject)) };
}

export const tokenOf = (changes: Partial<Claims> = {}, signer = issuerKey): Uint8Array =>
  encodeToken({ ...claims, ...changes }, signer);

/** The verdict on a token with these claims, proved as it should be. */
export const verdictOn = (
  changes: Partial<Claims> = {},
  { action = 'unlock', ...change }: Partial<AccessContext> & { action?: Action } = {},
) => judge(requestFor(tokenOf(changes), { action }), { ...context, ...change }).verdict;
