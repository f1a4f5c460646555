import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessContext, judge } from '../../../device/access/verdict.ts';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { carId, issuerId } from '../../../protocol/ids.ts';
import type { ClockQuality } from '../../../protocol/messages/words.ts';
import { encodeToken } from '../../../protocol/token/token.ts';
import { epochSeconds, shifted, toEpochMilliseconds } from '../../../protocol/units.ts';
import { ed25519Key } from '../../support/signing-keys.ts';
import {
  binding,
  claims,
  context,
  ellipticPhoneKey,
  issuer,
  issuerKey,
  nonce,
  phoneKey,
  requestFor,
  tokenOf,
  verdictOn,
} from './judging.ts';

const verdict = (request: Parameters<typeof judge>[0], change: Partial<AccessContext> = {}) =>
  judge(request, { ...context, ...change }).verdict;

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const changed = Uint8Array.from(bytes);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
};

const atSecond = (second: number, quality: ClockQuality = 'gnss') => ({
  now: { time: toEpochMilliseconds(epochSeconds(second)), quality },
});

describe('a valid token with a valid proof (promise 1)', () => {
  it('is granted, with its claims', () => {
    expect(judge(requestFor(tokenOf()), context)).toEqual({ verdict: 'granted', claims });
  });

  it('is granted to a phone with a P-256 key', () => {
    const token = tokenOf({ confirmation: ellipticPhoneKey.publicKey });
    expect(verdict(requestFor(token, { key: ellipticPhoneKey }))).toBe('granted');
  });
});

describe('a token that the car cannot believe (clause 7.8)', () => {
  it('malformed: not a token at all', () => {
    expect(judge(requestFor(new Uint8Array(40)), context)).toEqual({ verdict: 'malformed', claims: null });
  });

  it('unknown-issuer: a key id that the car does not know', () => {
    const stranger = ed25519Key(new Uint8Array(32).fill(9));
    expect(judge(requestFor(tokenOf({}, stranger)), context)).toEqual({
      verdict: 'unknown-issuer',
      claims: null,
    });
  });

  it("unknown-issuer: a known key under another issuer's name", () => {
    expect(verdictOn({ issuer: issuerId('another') })).toBe('unknown-issuer');
  });

  it('algorithm-not-allowed: each key id is pinned to one algorithm, whatever the signature', () => {
    expect(verdictOn({}, { issuers: [{ ...issuer, algorithm: 'EdDSA' }] })).toBe('algorithm-not-allowed');
    const signer = { ...issuerKey, algorithm: 'ESP256', sign: issuerKey.sign } as const;
    expect(verdict(requestFor(encodeToken(claims, signer)))).toBe('algorithm-not-allowed');
  });

  it('signature-invalid: signed by another key under the same id, and no claim is believed', () => {
    const forger = { ...ed25519Key(new Uint8Array(32).fill(9)), keyId: issuerKey.keyId };
    expect(judge(requestFor(encodeToken(claims, forger)), context)).toEqual({
      verdict: 'signature-invalid',
      claims: null,
    });
  });

  it('any one bit changed in the token, and it is refused', () => {
    const token = tokenOf();
    for (let bit = 0; bit < token.length * 8; bit++) {
      const { verdict, claims } = judge(requestFor(flipped(token, bit)), context);
      expect(['malformed', 'unknown-issuer', 'algorithm-not-allowed', 'signature-invalid']).toContain(
        verdict,
      );
      expect(claims).toBeNull();
    }
  });

  it('any one bit changed in the proof, and it is refused', () => {
    const request = requestFor(tokenOf());
    for (let bit = 0; bit < request.proof.length * 8; bit++) {
      expect(verdict({ ...request, proof: flipped(request.proof, bit) })).toBe('proof-invalid');
    }
  });

  it('random bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 512 }), (bytes) => {
        expect(verdict(requestFor(bytes))).toBe('malformed');
      }),
    );
  });
});

describe('a genuine token that is not for this (clause 7.8)', () => {
  it('wrong-car: for another car', () => {
    expect(verdictOn({ audience: carId('car-0008') })).toBe('wrong-car');
  });

  it('lifetime-not-allowed: a second longer than this issuer may grant', () => {
    expect(verdictOn({}, { issuers: [{ ...issuer, longestLifeSeconds: 8 * 3600 - 1 }] })).toBe(
      'lifetime-not-allowed',
    );
  });

  it('not-yet-valid and expired: from notBefore on, up to but not at expiresAt', () => {
    expect(verdictOn({}, atSecond(claims.notBefore - 1))).toBe('not-yet-valid');
    expect(verdictOn({}, atSecond(claims.notBefore))).toBe('granted');
    expect(verdictOn({}, atSecond(claims.expiresAt - 1))).toBe('granted');
    expect(verdictOn({}, atSecond(claims.expiresAt))).toBe('expired');
  });

  it('uses-exhausted: as often as the token may open', () => {
    const rights = { ...claims.rights, uses: 3 };
    const used = (uses: number) => ({ usesOf: () => ({ uses, usesInDoubt: 0 }) });
    expect(verdictOn({ rights }, used(2))).toBe('granted');
    expect(verdictOn({ rights }, used(3))).toBe('uses-exhausted');
  });

  it.each(['lock', 'end', 'status'] as const)('uses are unlocks: %s is always left', (action) => {
    const usesOf = () => ({ uses: 3, usesInDoubt: 3 });
    expect(verdictOn({ rights: { ...claims.rights, uses: 3 } }, { usesOf, action })).toBe('granted');
    expect(verdictOn({}, { usesOf, action, ...atSecond(claims.notBefore, 'token') })).toBe('granted');
  });

  it("proof-invalid: by another phone's key", () => {
    const request = requestFor(tokenOf(), { key: ed25519Key(new Uint8Array(32).fill(8)) });
    expect(verdict(request)).toBe('proof-invalid');
  });

  it('proof-invalid: for another action, or another token', () => {
    const request = requestFor(tokenOf());
    expect(verdict({ ...request, action: 'lock' })).toBe('proof-invalid');
    const other = requestFor(tokenOf({ scope: ['unlock'] }));
    expect(verdict({ ...other, proof: request.proof })).toBe('proof-invalid');
  });

  it.each([
    ['of low order', '01'.padEnd(64, '0')],
    ['that is not canonical', `ee${'ff'.repeat(30)}7f`],
    ['that is no point', '02'.padEnd(64, '0')],
  ])('proof-invalid: by an Ed25519 key %s', (_, x) => {
    const weak = { kind: 'Ed25519', x: fromHex(x) } as const;
    const forged = fromHex(`01${'00'.repeat(63)}`);
    const request = { ...requestFor(tokenOf({ confirmation: weak })), proof: forged };
    expect(verdict(request)).toBe('proof-invalid');
  });

  it('proof-invalid: made in another dialogue (clause 6.5)', () => {
    const request = requestFor(tokenOf());
    expect(verdict({ ...request, binding: new Uint8Array(32) })).toBe('proof-invalid');
  });

  it('replayed: over a nonce that was used up; proof-invalid over one that never was', () => {
    const over = new Uint8Array(16).fill(6);
    const request = requestFor(tokenOf(), { over });
    expect(
      verdict(request, {
        spent: [
          { nonce: new Uint8Array(16), binding },
          { nonce: over, binding },
        ],
      }),
    ).toBe('replayed');
    expect(verdict(request, { spent: [{ nonce: over, binding: new Uint8Array(32) }] })).toBe('proof-invalid');
    expect(verdict(request)).toBe('proof-invalid');
    expect(verdict({ ...request, nonce: over })).toBe('granted');
    expect(over).not.toEqual(nonce);
  });

  it('not-in-scope: not granted by the token, or not for this issuer to grant', () => {
    expect(verdictOn({ scope: ['lock'] })).toBe('not-in-scope');
    expect(verdictOn({}, { issuers: [{ ...issuer, scopes: ['lock'] }] })).toBe('not-in-scope');
  });
});

describe('lists (clause 12)', () => {
  const listed = (...denied: readonly string[]) => ({
    denyList: { car: claims.audience, number: 3, issuedAt: claims.issuedAt, denied },
    denyListNumber: 3,
  });
  const { denyListNumber: _, ...rights } = claims.rights;
  const unnumbered = { rights };

  it.each([
    ['its own id', claims.tokenId],
    ['its reservation', claims.rights.reservation],
  ])('revoked: listed by %s', (__, id) => {
    expect(verdictOn(unnumbered, listed('00'.repeat(8), id))).toBe('revoked');
    expect(verdictOn(unnumbered, listed('00'.repeat(8)))).toBe('granted');
  });

  it('granted for what returns the car in the rental that it opened', () => {
    const open = { ...listed(claims.tokenId), openReservation: rights.reservation };
    const verdicts = (['unlock', 'lock', 'end', 'status'] as const).map((action) =>
      verdictOn(unnumbered, { ...open, action }),
    );
    expect(verdicts).toEqual(['revoked', 'granted', 'granted', 'granted']);
  });

  it('list-needed: the token names a newer list than the car has', () => {
    const needs = (denyListNumber: number) => ({ rights: { ...rights, denyListNumber } });
    expect(verdictOn(needs(4), listed())).toBe('list-needed');
    expect(verdictOn(needs(3), listed())).toBe('granted');
    expect(verdictOn(needs(1), { denyListNumber: 0 })).toBe('list-needed');
  });

  it('list-too-old: by the configured age, where the configuration refuses', () => {
    const old = (whenOlder: 'accept' | 'refuse', oldestHours?: number) => ({
      ...listed(),
      denyPolicy: { whenOlder, oldestHours },
      now: { time: shifted(toEpochMilliseconds(claims.issuedAt), 49 * 3_600_000), quality: 'gnss' as const },
    });
    const long = {
      ...unnumbered,
      notBefore: claims.issuedAt,
      expiresAt: epochSeconds(claims.issuedAt + 50 * 3600),
    };
    const verdictAt = (context: ReturnType<typeof old>) =>
      verdictOn(long, { ...context, issuers: [{ ...issuer, longestLifeSeconds: 1_000_000 }] });
    expect(verdictAt(old('refuse', 48))).toBe('list-too-old');
    expect(verdictAt(old('refuse', 49))).toBe('granted');
    expect(verdictAt(old('accept', 48))).toBe('granted');
    expect(verdictAt(old('refuse'))).toBe('granted');
  });

  it('issuer-revoked: signed rightly, by a key that is believed no more', () => {
    expect(verdictOn({}, { revokedKeys: [issuer.keyId] })).toBe('issuer-revoked');
  });

  it('issuer-not-for-car: neither the name nor its beginning is among the issuer’s cars', () => {
    const cars = (...names: string[]) => ({ issuers: [{ ...issuer, cars: names }] });
    expect(verdictOn({}, cars('car-9', 'bus-*'))).toBe('issuer-not-for-car');
    expect(verdictOn({}, cars(claims.audience))).toBe('granted');
    expect(verdictOn({}, cars('bus-*', `${claims.audience.slice(0, 3)}*`))).toBe('granted');
  });
});

describe('while the car does not know the time (D8)', () => {
  it.each(['none', 'token'] as const)('with %s the token opens twice, whatever notBefore says', (quality) => {
    const early = atSecond(claims.notBefore - 1_000, quality);
    const used = (usesInDoubt: number) => ({ ...early, usesOf: () => ({ uses: 0, usesInDoubt }) });
    expect(verdictOn({}, used(1))).toBe('granted');
    expect(verdictOn({}, used(2))).toBe('uses-exhausted');
  });

  it('never after its end by the lower bound', () => {
    expect(verdictOn({}, atSecond(claims.expiresAt, 'token'))).toBe('expired');
  });

  it.each(['rtc', 'network', 'gnss'] as const)('with %s uses in doubt do not count', (quality) => {
    const usesOf = () => ({ uses: 0, usesInDoubt: 9 });
    expect(verdictOn({}, { ...atSecond(claims.notBefore, quality), usesOf })).toBe('granted');
  });
});

describe('the first failure is the verdict (clause 7.8)', () => {
  /** Each fault in the order of the clause; the request with this and all later ones gets this verdict. */
  const order = [
    'algorithm-not-allowed',
    'wrong-car',
    'lifetime-not-allowed',
    'expired',
    'uses-exhausted',
    'proof-invalid',
    'not-in-scope',
  ] as const;

  it.each(order.map((expected, from) => [expected, from] as const))('%s', (expected, from) => {
    const has = (fault: (typeof order)[number]) => order.indexOf(fault) >= from;
    const { now } = context;
    const key = has('proof-invalid') ? ed25519Key(new Uint8Array(32).fill(8)) : phoneKey;
    const token = tokenOf({
      audience: has('wrong-car') ? carId('car-0008') : claims.audience,
      scope: has('not-in-scope') ? ['lock'] : claims.scope,
      rights: { ...claims.rights, ...(has('uses-exhausted') ? { uses: 1 } : {}) },
    });
    const judged = judge(requestFor(token, { key }), {
      ...context,
      issuers: [
        {
          ...issuer,
          algorithm: has('algorithm-not-allowed') ? 'ES256' : 'Ed25519',
          longestLifeSeconds: has('lifetime-not-allowed') ? 1 : issuer.longestLifeSeconds,
        },
      ],
      now: { ...now, time: has('expired') ? shifted(now.time, 86_400_000) : now.time },
      usesOf: () => ({ uses: 1, usesInDoubt: 0 }),
    });
    expect(judged.verdict).toBe(expected);
  });
});
