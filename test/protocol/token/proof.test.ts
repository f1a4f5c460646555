import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { actions } from '../../../protocol/messages/words.ts';
import { type ProofSubject, proofBytes } from '../../../protocol/token/proof.ts';
import { ed25519Key, p256Key } from '../../support/signing-keys.ts';
import { bytesOf, cars, wordsOf } from '../messages/field-values.ts';

const phone = ed25519Key(new Uint8Array(32).fill(1));
const subjects: fc.Arbitrary<ProofSubject> = fc.record({
  car: cars,
  nonce: bytesOf(16),
  action: wordsOf(actions),
  tokenDigest: bytesOf(32),
  binding: bytesOf(32),
});

describe('a proof (clause 7.7)', () => {
  it('covers car, nonce, action, token and dialogue: each change asks for another signature', () => {
    fc.assert(
      fc.property(subjects, subjects, (one, other) => {
        const bytes = toHex(proofBytes(phone.publicKey, one));
        for (const change of [
          { car: other.car },
          { nonce: other.nonce },
          { action: other.action },
          { tokenDigest: other.tokenDigest },
          { binding: other.binding },
        ]) {
          const changed = { ...one, ...change };
          const isSame = JSON.stringify(changed) === JSON.stringify(one);
          expect(toHex(proofBytes(phone.publicKey, changed)) === bytes).toBe(isSame);
        }
      }),
    );
  });

  it.each([
    ['Ed25519', phone, '43a10132'],
    ['P-256', p256Key(new Uint8Array(32).fill(2)), '43a10128'],
  ] as const)('names the algorithm of an %s key and its domain', (_, key, header) => {
    const bytes = toHex(
      proofBytes(key.publicKey, {
        car: fc.sample(cars, { seed: 1, numRuns: 1 })[0] ?? expect.fail('no car'),
        nonce: new Uint8Array(16),
        action: 'unlock',
        tokenDigest: new Uint8Array(32),
        binding: new Uint8Array(32),
      }),
    );
    const domain = toHex(new TextEncoder().encode('ritmeter/1/proof'));
    expect(bytes.startsWith(`846a5369676e617475726531${header}50${domain}58`)).toBe(true);
  });
});
