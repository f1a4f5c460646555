import { toHex } from '../../protocol/codec/bytes.ts';
import { encode } from '../../protocol/codec/cbor.ts';
import { writeCoseKey } from '../../protocol/token/cose-key.ts';
import { writeCredentials } from '../../protocol/token/credentials.ts';
import { requestBytes } from '../../protocol/token/request.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { type SigningKey, sha256 } from './signing-keys.ts';

export interface WantedRequest {
  readonly method: 'GET' | 'POST';
  readonly target: string;
  readonly body?: string;
  readonly time: number;
}

/** The header `Authorization` of a phone (clause 11.2), made apart from the phone program. */
export function authorizationBy(
  phone: SigningKey,
  { method, target, body = '', time }: WantedRequest,
): string {
  const at = epochMilliseconds(time);
  const bodyDigest = sha256(new TextEncoder().encode(body));
  const signature = phone.sign(requestBytes(phone.publicKey, { method, target, bodyDigest, time: at }));
  return writeCredentials({ keyId: phone.keyId, time: at, signature });
}

/** The body of `POST /v1/phones`. */
export const enrolmentBody = (phone: SigningKey, code: string): string =>
  JSON.stringify({ publicKey: toHex(encode(writeCoseKey(phone.publicKey))), code });
