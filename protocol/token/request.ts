import { encode } from '../codec/cbor.ts';
import type { EpochMilliseconds } from '../units.ts';
import { signatureAlgorithms } from './algorithm.ts';
import { algorithmFor, type PublicKey } from './cose-key.ts';
import { sealedBytes } from './envelope.ts';

/** What a phone signs of an HTTP request (clause 11.3). */
export interface RequestSubject {
  readonly method: 'GET' | 'POST';
  /** Path and query as they stand in the request line (RFC 9112 §3.2.1). */
  readonly target: string;
  /** SHA-256 of the body's bytes; of no bytes where there is none. */
  readonly bodyDigest: Uint8Array;
  readonly time: EpochMilliseconds;
}

const domain = new TextEncoder().encode('ritmeter/1/http');

/** The bytes that the phone signs: a Sig_structure whose payload is [method, target, body digest, time]. */
export const requestBytes = (
  key: PublicKey,
  { method, target, bodyDigest, time }: RequestSubject,
): Uint8Array =>
  sealedBytes(
    'sign1',
    {
      protectedBytes: encode(new Map([[1, signatureAlgorithms[algorithmFor(key)]]])),
      payload: encode([method, target, bodyDigest, time]),
    },
    domain,
  );
