import { z } from 'zod';
import { fromHex } from '../../protocol/codec/bytes.ts';
import { decode } from '../../protocol/codec/cbor.ts';
import { readCoseKey } from '../../protocol/token/cose-key.ts';
import type { HttpApp, PhoneStore } from './app.ts';
import { arrivedRequest } from './arrived-request.ts';
import { type AuthenticationParts, credentialsOf, requireSignature } from './authentication.ts';
import { problemResponses } from './problem.ts';

const body = z.strictObject({
  publicKey: z
    .string()
    .regex(/^(?:[0-9a-f]{2}){40,80}$/, 'not a COSE_Key in hexadecimal')
    .meta({ description: 'COSE_Key (RFC 9052 §7) with its required parameters alone, in hexadecimal' }),
  code: z.string().min(1).max(64).meta({ description: "The driver's one-time code, as typed" }),
});
const answer = z.object({
  keyId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .meta({ description: 'The first 8 bytes of the key’s thumbprint (RFC 9679), in hexadecimal' }),
});

/**
 * `POST /v1/phones` (clause 11.5): signed with the key that it brings, so that nobody enrols a key that he does not hold. Sent
 * again it changes nothing.
 */
export const addPostPhones = (app: HttpApp, phones: PhoneStore, { clock, keys }: AuthenticationParts): void =>
  void app.post(
    '/v1/phones',
    {
      schema: {
        summary: 'Enrol a phone',
        security: [{ phone: [] }],
        body,
        response: { 200: answer.meta({ description: 'The phone is enrolled.' }), ...problemResponses },
      },
    },
    async (request) => {
      const arrived = arrivedRequest(request, 'POST');
      const key = readCoseKey(decode(fromHex(request.body.publicKey)));
      requireSignature(keys, arrived, credentialsOf(clock, arrived), key);
      return { keyId: await phones.redeem({ key, code: request.body.code }) };
    },
  );
