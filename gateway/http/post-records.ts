import { z } from 'zod';
import { maxParcelBytes } from '../../protocol/messages/parcel.ts';
import type { HttpApp, PhoneStore } from './app.ts';
import { arrivedRequest } from './arrived-request.ts';
import { type AuthenticationParts, credentialsOf, requireSignature } from './authentication.ts';
import { fromSender, problemResponses } from './problem.ts';

/** Base64 makes four bytes of three; the rest is JSON. */
const mostBodyBytes = Math.ceil((maxParcelBytes * 4) / 3) + 256;

const body = z.strictObject({
  parcel: z
    .base64url()
    .min(1)
    .meta({
      description: `As the car gave it, at most ${maxParcelBytes} bytes, in base64url without padding`,
    }),
});
const answer = z.object({
  car: z.string(),
  records: z.int().meta({ description: 'How many the parcel holds' }),
  outcome: z.enum(['stored', 'known']).meta({ description: 'known: all of it had come before' }),
});

/** `POST /v1/records` (clause 12.7): records of one rental that a phone has carried from its car. */
export const addPostRecords = (
  app: HttpApp,
  phones: PhoneStore,
  { clock, keys }: AuthenticationParts,
): void =>
  void app.post(
    '/v1/records',
    {
      bodyLimit: mostBodyBytes,
      schema: {
        summary: 'Bring records of a rental',
        security: [{ phone: [] }],
        body,
        response: { 200: answer.meta({ description: 'They are in the gateway.' }), ...problemResponses },
      },
    },
    async (request) => {
      const arrived = arrivedRequest(request, 'POST');
      const credentials = credentialsOf(clock, arrived);
      const { keyId } = credentials;
      const key = await phones.phoneKey(keyId);
      if (key === null) throw fromSender('phone-not-enrolled', `key ${keyId} is no enrolled phone`);
      requireSignature(keys, arrived, credentials, key);
      return phones.takeParcel(new Uint8Array(Buffer.from(request.body.parcel, 'base64url')));
    },
  );
