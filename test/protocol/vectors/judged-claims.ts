import { fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { carId, issuerId, reservationId, tokenId } from '../../../protocol/ids.ts';
import type { Verdict } from '../../../protocol/messages/words.ts';
import type { Claims } from '../../../protocol/token/claims.ts';
import { type ProofSubject, proofBytes } from '../../../protocol/token/proof.ts';
import { epochSeconds } from '../../../protocol/units.ts';
import { otherP256Signature, p256Order, scalarBytes } from '../../support/deterministic-p256.ts';
import { type SigningKey, sha256 } from '../../support/signing-keys.ts';
import { car, firstNonce, phoneKey, reservation, secondNonce } from '../../support/specification-keys.ts';
import { binding } from '../../support/specification-link.ts';
import {
  busKey,
  claims,
  deniedToken,
  denyList,
  limitedKey,
  nowSeconds,
  revokedKey,
  securePhoneKey,
  strangerKey,
} from './parties.ts';
import { forgedByLowOrder, weakPoints, withLargeS } from './signature-values.ts';
import { asked, tokenOf, type Wanted } from './token-vector.ts';
import type { CarState, TokenVector } from './vector-format.ts';

const day = 86_400;
const at = (seconds: number, state: Partial<CarState> = {}): Partial<CarState> => ({
  time: seconds * 1_000,
  ...state,
});
const judged = (
  name: string,
  clause: string,
  verdict: Verdict,
  changes: Partial<Claims> = {},
  wanted: Partial<Wanted> & { readonly by?: SigningKey } = {},
): TokenVector => asked(name, tokenOf(changes, wanted.by), { clause, verdict, ...wanted });

const otherCar = { audience: carId('car-008') };
const bus = { issuer: issuerId('bus') };
const limited = { issuer: issuerId('limited'), scope: ['lock', 'status'] as const };
const hour = { notBefore: epochSeconds(nowSeconds - 1_800), expiresAt: epochSeconds(nowSeconds + 1_800) };

const forWhom: readonly TokenVector[] = [
  judged('for another car', '7.8', 'wrong-car', otherCar),
  judged('for a car whose name is longer', '7.8', 'wrong-car', { audience: carId('car-0071') }),
  judged('an issuer of other cars', '12.2', 'issuer-not-for-car', bus, { by: busKey }),
  judged(
    'an issuer of other cars, for one of them',
    '7.8',
    'wrong-car',
    { ...bus, audience: carId('bus-1') },
    { by: busKey },
  ),
  judged('a life of a day, which this issuer may grant', '7.8', 'granted', {
    expiresAt: epochSeconds(claims.notBefore + day),
  }),
  judged('a second longer than this issuer may grant', '7.8', 'lifetime-not-allowed', {
    expiresAt: epochSeconds(claims.notBefore + day + 1),
  }),
  judged('an end before the beginning', '7.8', 'lifetime-not-allowed', {
    notBefore: claims.expiresAt,
    expiresAt: claims.notBefore,
  }),
  judged('an end at the beginning', '7.8', 'lifetime-not-allowed', { notBefore: claims.expiresAt }),
  judged(
    'longer than another issuer may grant',
    '7.8',
    'lifetime-not-allowed',
    { ...limited, ...hour, expiresAt: epochSeconds(nowSeconds + 1_801) },
    { by: limitedKey, action: 'status' },
  ),
];

const times: readonly TokenVector[] = [
  judged('the second before its beginning', '8.3', 'not-yet-valid', {}, { car: at(claims.notBefore - 1) }),
  judged(
    'the last millisecond before its beginning',
    '8.3',
    'not-yet-valid',
    {},
    { car: { time: claims.notBefore * 1_000 - 1 } },
  ),
  judged('its first second', '8.3', 'granted', {}, { car: at(claims.notBefore) }),
  judged('its last millisecond', '8.3', 'granted', {}, { car: { time: claims.expiresAt * 1_000 - 1 } }),
  judged('at its end', '8.3', 'expired', {}, { car: at(claims.expiresAt) }),
  judged('long after its end', '8.3', 'expired', {}, { car: at(claims.expiresAt + 400 * day) }),
  judged(
    'before its beginning, by a clock that knows no more than a bound',
    '8.3',
    'granted',
    {},
    { car: at(claims.notBefore - 1, { clockQuality: 'token' }) },
  ),
  judged(
    'at its end, by a clock that knows no more than a bound',
    '8.3',
    'expired',
    {},
    { car: at(claims.expiresAt, { clockQuality: 'token' }) },
  ),
  judged('the second use in doubt', '8.3', 'granted', {}, { car: { clockQuality: 'none', usesInDoubt: 1 } }),
  judged(
    'the third use in doubt',
    '8.3',
    'uses-exhausted',
    {},
    { car: { clockQuality: 'none', usesInDoubt: 2 } },
  ),
  judged(
    'a lock after two uses in doubt',
    '8.3',
    'granted',
    {},
    { car: { clockQuality: 'token', usesInDoubt: 2 }, action: 'lock' },
  ),
  ...ahead('gnss', day),
  ...ahead('rtc', 400 * day),
  ...ahead('token', 400 * day),
  judged(
    'issued at its own end',
    '8.2',
    'expired',
    { issuedAt: claims.expiresAt },
    { car: { clockQuality: 'token' } },
  ),
];

/** Issued as far ahead of the car's clock as it takes, and a second further. */
function ahead(clockQuality: CarState['clockQuality'], most: number): TokenVector[] {
  const issued = (seconds: number): Partial<Claims> => ({
    issuedAt: epochSeconds(nowSeconds + seconds),
    expiresAt: epochSeconds(nowSeconds + seconds + 1),
    notBefore: epochSeconds(nowSeconds + seconds + 1 - day),
  });
  const beginning = clockQuality === 'token' ? 'granted' : 'not-yet-valid';
  return [
    judged(
      `issued ${most / day} days ahead of a clock of ${clockQuality}`,
      '8.2',
      most === day ? 'granted' : beginning,
      most === day
        ? {
            ...issued(most),
            notBefore: epochSeconds(nowSeconds),
            expiresAt: epochSeconds(nowSeconds + day),
            issuedAt: epochSeconds(nowSeconds + day - 1),
          }
        : issued(most),
      { car: { clockQuality } },
    ),
    judged(
      `issued a second further ahead of a clock of ${clockQuality}`,
      '8.2',
      'not-yet-valid',
      issued(most + 1),
      { car: { clockQuality } },
    ),
  ];
}

const rights = (changes: Partial<Claims['rights']>) => ({ rights: { ...claims.rights, ...changes } });
const denied = { tokenId: tokenId(deniedToken) };
const deniedReservation = rights({ reservation: reservationId(deniedToken) });
const aged = (hours: number): Partial<CarState> => ({
  refuseListsOlderThanHours: 1,
  denyList: { number: 17, issuedAt: nowSeconds - hours * 3_600, denied: [] },
});

const lists: readonly TokenVector[] = [
  judged('a token on the deny-list', '12.4', 'revoked', denied),
  judged('a token of a reservation on the deny-list', '12.4', 'revoked', deniedReservation),
  judged('a denied token, to lock what it opened', '12.4', 'granted', denied, {
    action: 'lock',
    car: { openReservation: reservation },
  }),
  judged('a denied token, to end what it opened', '12.4', 'granted', denied, {
    action: 'end',
    car: { openReservation: reservation },
  }),
  judged('a denied token, to unlock what it opened', '12.4', 'revoked', denied, {
    car: { openReservation: reservation },
  }),
  judged('a denied token, to lock what another opened', '12.4', 'revoked', denied, {
    action: 'lock',
    car: { openReservation: toHex(new Uint8Array(8)) },
  }),
  judged('the number of the list that the car has', '12.4', 'granted', rights({ denyListNumber: 17 })),
  judged('the number of a newer list', '12.4', 'list-needed', rights({ denyListNumber: 18 })),
  judged('a number, at a car without a list', '12.4', 'list-needed', rights({ denyListNumber: 1 }), {
    car: { denyList: null },
  }),
  judged('no number, at a car without a list', '12.4', 'granted', {}, { car: { denyList: null } }),
  judged('a list as old as the car allows', '12.4', 'granted', {}, { car: aged(1) }),
  judged('a list that is too old', '12.4', 'list-too-old', {}, { car: aged(1.01) }),
  judged('the third use of three', '7.5', 'granted', rights({ uses: 3 }), { car: { uses: 2 } }),
  judged('the fourth use of three', '7.5', 'uses-exhausted', rights({ uses: 3 }), { car: { uses: 3 } }),
  judged('an end after three uses of three', '7.5', 'granted', rights({ uses: 3 }), {
    action: 'end',
    car: { uses: 3 },
  }),
];

const good = tokenOf();
const subject: ProofSubject = {
  car,
  nonce: firstNonce,
  action: 'unlock',
  tokenDigest: sha256(good),
  binding,
};
const proven = proofBytes(phoneKey.publicKey, subject);
const domainless = (domain: string): Uint8Array => {
  const payload = encode([car, firstNonce, 1, sha256(good), binding]);
  return phoneKey.sign(encode(['Signature1', fromHex('a10132'), new TextEncoder().encode(domain), payload]));
};
const unproven = (name: string, wanted: Partial<Wanted>, token = good): TokenVector =>
  asked(`a proof ${name}`, token, { clause: '7.7', verdict: 'proof-invalid', ...wanted });
const secureToken = tokenOf({ confirmation: securePhoneKey.publicKey });
const secureProof = securePhoneKey.sign(
  proofBytes(securePhoneKey.publicKey, { ...subject, tokenDigest: sha256(secureToken) }),
);
const offTheCurve = {
  ...securePhoneKey.publicKey,
  x: securePhoneKey.publicKey.x.with(31, (securePhoneKey.publicKey.x[31] ?? 0) ^ 1),
};
const zeroPoint = { kind: 'P-256', x: new Uint8Array(32), y: new Uint8Array(32) } as const;
const spent = { spent: [{ nonce: toHex(secondNonce), binding: toHex(binding) }] };

const proofs: readonly TokenVector[] = [
  unproven("by another phone's key", { phone: strangerKey }),
  unproven('over another nonce', { over: { nonce: secondNonce } }),
  unproven('over another car', { over: { car: carId('car-008') } }),
  unproven('over another action', { over: { action: 'lock' } }),
  unproven('over another token', { over: { tokenDigest: sha256(tokenOf({ scope: ['unlock'] })) } }),
  unproven('in another dialogue', { over: { binding: new Uint8Array(32) } }),
  unproven('without the domain', { proof: domainless('') }),
  unproven('under the domain of a welcome', { proof: domainless('ritmeter/1/welcome') }),
  unproven('under the domain of HTTP', { proof: domainless('ritmeter/1/http') }),
  unproven('of zeros', { proof: new Uint8Array(64) }),
  unproven('with S + L', { proof: withLargeS(phoneKey.sign(proven)) }),
  unproven('over the bare payload', {
    proof: phoneKey.sign(encode([car, firstNonce, 1, sha256(good), binding])),
  }),
  unproven('with the algorithm of EdDSA (-8) in its header', {
    proof: phoneKey.sign(
      encode([
        'Signature1',
        fromHex('a10127'),
        new TextEncoder().encode('ritmeter/1/proof'),
        encode([car, firstNonce, 1, sha256(good), binding]),
      ]),
    ),
  }),
  asked('a P-256 proof with the other s', secureToken, {
    clause: '1.6',
    verdict: 'granted',
    proof: otherP256Signature(secureProof),
  }),
  unproven(
    'of P-256 with s = n',
    { proof: Uint8Array.of(...secureProof.slice(0, 32), ...scalarBytes(p256Order)) },
    secureToken,
  ),
  unproven('of P-256 with r = s = 0', { proof: new Uint8Array(64) }, secureToken),
  ...weakPoints.map(([name, x]) =>
    unproven(
      `under a phone key ${name}`,
      { proof: forgedByLowOrder, clause: '7.7' },
      tokenOf({ confirmation: { kind: 'Ed25519', x: fromHex(x) } }),
    ),
  ),
  unproven(
    'under a P-256 key off the curve',
    { phone: securePhoneKey },
    tokenOf({ confirmation: offTheCurve }),
  ),
  unproven('under the P-256 key 0, 0', { proof: new Uint8Array(64) }, tokenOf({ confirmation: zeroPoint })),
  asked('a proof over a nonce that was used up', good, {
    clause: '6.6',
    verdict: 'replayed',
    over: { nonce: secondNonce },
    car: spent,
  }),
  unproven('over a nonce that was used up in another dialogue', {
    over: { nonce: secondNonce, binding: new Uint8Array(32) },
    car: spent,
  }),
];

const scopes: readonly TokenVector[] = [
  judged('an action that the token does not grant', '7.4', 'not-in-scope', { scope: ['lock', 'status'] }),
  judged(
    'an action that the issuer may not grant',
    '7.4',
    'not-in-scope',
    { ...limited, ...hour, scope: ['unlock'] },
    { by: limitedKey },
  ),
  judged(
    'an action that both grant',
    '7.4',
    'granted',
    { ...limited, ...hour },
    { by: limitedKey, action: 'lock' },
  ),
  judged('fuel-card without the right to it', '7.4', 'not-in-scope', {}, { action: 'fuel-card' }),
  judged('service without the right to it', '7.4', 'not-in-scope', {}, { action: 'service' }),
];

/** Each with all later faults as well: the first one is the verdict. */
const order: readonly TokenVector[] = [
  judged(
    'a revoked issuer, and all else wrong',
    '7.8',
    'issuer-revoked',
    { ...otherCar, issuer: issuerId('gone'), scope: ['lock'] },
    { by: revokedKey, phone: strangerKey, car: at(claims.expiresAt) },
  ),
  judged(
    'another car, and all after it wrong',
    '7.8',
    'wrong-car',
    { ...bus, ...denied, ...otherCar, scope: ['lock'] },
    { by: busKey, phone: strangerKey, car: at(claims.expiresAt) },
  ),
  judged(
    'expired, and all after it wrong',
    '7.8',
    'expired',
    { ...denied, scope: ['lock'] },
    { phone: strangerKey, car: at(claims.expiresAt) },
  ),
  judged(
    'revoked, and all after it wrong',
    '7.8',
    'revoked',
    { ...denied, ...rights({ uses: 1, denyListNumber: denyList.number + 1 }), scope: ['lock'] },
    { phone: strangerKey, car: { uses: 1 } },
  ),
  judged(
    'list needed, and all after it wrong',
    '7.8',
    'list-needed',
    { ...rights({ uses: 1, denyListNumber: denyList.number + 1 }), scope: ['lock'] },
    { phone: strangerKey, car: { uses: 1 } },
  ),
  judged(
    'used up, and all after it wrong',
    '7.8',
    'uses-exhausted',
    { ...rights({ uses: 1 }), scope: ['lock'] },
    { phone: strangerKey, car: { uses: 1 } },
  ),
  judged('a wrong proof, and no right', '7.8', 'proof-invalid', { scope: ['lock'] }, { phone: strangerKey }),
];

/** What a genuine token is good for: here, now, and to whom. */
export const judgedClaims: readonly TokenVector[] = [
  ...forWhom,
  ...times,
  ...lists,
  ...proofs,
  ...scopes,
  ...order,
];
