import { z } from 'zod';
import { toHex } from '../../protocol/codec/bytes.ts';
import { allListKinds } from '../../protocol/lists/list.ts';
import type { HttpApp, PhoneStore } from './app.ts';
import { arrivedRequest } from './arrived-request.ts';
import { type AuthenticationParts, credentialsOf, requireSignature } from './authentication.ts';
import { fromSender, problemResponses } from './problem.ts';

const time = z.iso.datetime().meta({ description: 'RFC 3339, in UTC' });
const answer = z.object({
  tokens: z.array(
    z.object({
      token: z
        .string()
        .meta({ description: 'The token (clause 7), in base64url without padding (RFC 4648 §5)' }),
      carKey: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable()
        .meta({ description: "The car's Ed25519 key in hexadecimal: by it the phone knows the car (6.4)" }),
      lists: z
        .array(
          z.object({
            list: z.enum(allListKinds),
            signed: z.string().meta({ description: 'COSE_Sign1 in base64url without padding' }),
          }),
        )
        .meta({ description: 'For the car, where it has older ones (clause 12)' }),
      reservation: z.string().regex(/^[0-9a-f]{16}$/),
      car: z.string(),
      startsAt: time,
      endsAt: time,
    }),
  ),
});

/** `GET /v1/tokens` (clause 11.6): every token that the phone's driver may have now. */
export const addGetTokens = (app: HttpApp, phones: PhoneStore, { clock, keys }: AuthenticationParts): void =>
  void app.get(
    '/v1/tokens',
    {
      schema: {
        summary: 'Tokens for all reservations that run or begin within 24 hours',
        security: [{ phone: [] }],
        response: {
          200: answer.meta({ description: 'By the start of the reservations.' }),
          ...problemResponses,
        },
      },
    },
    async (request) => {
      const arrived = arrivedRequest(request, 'GET');
      const credentials = credentialsOf(clock, arrived);
      const { keyId } = credentials;
      const key = await phones.phoneKey(keyId);
      if (key === null) throw fromSender('phone-not-enrolled', `key ${keyId} is no enrolled phone`);
      requireSignature(keys, arrived, credentials, key);
      const granted = await phones.tokensFor(keyId);
      return {
        tokens: granted.map(({ token, carKey, lists, reservation, car, startsAt, endsAt }) => ({
          token: base64url(token),
          lists: lists.map(({ list, signed }) => ({ list, signed: base64url(signed) })),
          carKey: carKey === null ? null : toHex(carKey),
          reservation,
          car,
          startsAt: instantText(startsAt),
          endsAt: instantText(endsAt),
        })),
      };
    },
  );

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

const instantText = (milliseconds: number): string =>
  Temporal.Instant.fromEpochMilliseconds(milliseconds).toString();
