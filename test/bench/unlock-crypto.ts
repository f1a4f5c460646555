import { createVerifier } from '../../device/access/signatures.ts';
import { proofBytes } from '../../protocol/token/proof.ts';
import { decodeToken } from '../../protocol/token/token.ts';
import {
  binding,
  claims,
  ellipticPhoneKey,
  issuerKey,
  nonce,
  requestFor,
  tokenOf,
} from '../device/access/judging.ts';
import { percentile } from './percentile.ts';

const checks = 4_000;
const warmUp = 500;

/** Both signatures of a request, an Ed25519 issuer's and a P-256 phone's, checked as the car checks them, in milliseconds. */
export function measureCrypto(): number {
  const verify = createVerifier();
  const token = tokenOf({ confirmation: ellipticPhoneKey.publicKey });
  const { proof, tokenDigest, action } = requestFor(token, { key: ellipticPhoneKey });
  const { signedBytes, signature } = decodeToken(token);
  const proven = proofBytes(ellipticPhoneKey.publicKey, {
    car: claims.audience,
    nonce,
    action,
    tokenDigest,
    binding,
  });
  const times: number[] = [];
  for (let at = 0; at < warmUp + checks; at++) {
    const begun = performance.now();
    const isGood =
      verify(issuerKey.publicKey, signedBytes, signature) &&
      verify(ellipticPhoneKey.publicKey, proven, proof);
    if (at >= warmUp) times.push(performance.now() - begun);
    if (!isGood) throw new Error('a good signature is refused');
  }
  return percentile(times, 0.99);
}
