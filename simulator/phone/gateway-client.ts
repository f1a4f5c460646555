import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fromHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { keyId } from '../../protocol/ids.ts';
import { allListKinds } from '../../protocol/lists/list.ts';
import type { Clock } from '../../protocol/runtime.ts';
import { writeCredentials } from '../../protocol/token/credentials.ts';
import { requestBytes } from '../../protocol/token/request.ts';
import { decodeToken } from '../../protocol/token/token.ts';
import { enrolmentOf, type PhoneKey } from './phone-key.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** PEM of the authorities to trust in place of those that the system knows. */
  readonly ca: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Where the gateway is, and how it is asked. */
export interface GatewayLine {
  readonly gateway: URL;
  readonly ca: string | undefined;
  readonly clock: Clock;
  readonly exchange: (request: HttpRequest) => Promise<HttpAnswer>;
}

function isToken(bytes: Uint8Array): boolean {
  try {
    decodeToken(bytes);
    return true;
  } catch {
    return false;
  }
}

const base64url = z.base64url().transform((text) => new Uint8Array(Buffer.from(text, 'base64url')));

const grantedToken = z.object({
  token: base64url.refine(isToken, 'no token'),
  carKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .transform(fromHex)
    .nullable(),
  lists: z.array(z.object({ list: z.enum(allListKinds), signed: base64url })).max(8),
  reservation: z.string().regex(/^[0-9a-f]{16}$/),
  car: z.string().regex(/^[a-z0-9-]{1,8}$/),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
});
export type GrantedToken = Readonly<z.output<typeof grantedToken>>;
const tokensAnswer = z.object({ tokens: z.array(grantedToken).max(16) });

const problem = z.object({
  code: z.string().regex(/^[a-z0-9-]{1,64}$/),
  detail: z.string().max(1000),
  temporary: z.boolean(),
  mayHaveHappened: z.boolean(),
});

/** Enrols the key with a driver's code (clause 11.5), and gives its id. @throws {Fault} as `asked`. */
export async function enrol(line: GatewayLine, key: PhoneKey, code: string): Promise<string> {
  const { keyId, coseKey } = enrolmentOf(key.publicKey);
  const body = JSON.stringify({ publicKey: coseKey, code });
  const answer = await asked(line, key, 'POST', '/v1/phones', body);
  return understood(z.object({ keyId: z.literal(keyId) }), answer).keyId;
}

/** All tokens that the phone's driver may have now (clause 11.6). @throws {Fault} as `asked`. */
export async function fetchTokens(line: GatewayLine, key: PhoneKey): Promise<readonly GrantedToken[]> {
  return understood(tokensAnswer, await asked(line, key, 'GET', '/v1/tokens')).tokens;
}

const takenParcel = z.object({
  car: z.string().regex(/^[a-z0-9-]{1,8}$/),
  records: z.number().int(),
  outcome: z.enum(['stored', 'known']),
});

/** Brings records that the car has given this phone (clause 12.7). @throws {Fault} as `asked`. */
export async function bringRecords(
  line: GatewayLine,
  key: PhoneKey,
  parcel: Uint8Array,
): Promise<z.output<typeof takenParcel>> {
  const body = JSON.stringify({ parcel: Buffer.from(parcel).toString('base64url') });
  return understood(takenParcel, await asked(line, key, 'POST', '/v1/records', body));
}

/** @throws {Fault} with the code that the gateway answers, `answer-not-understood`, and those of `exchange`. */
async function asked(
  { gateway, ca, clock, exchange }: GatewayLine,
  key: PhoneKey,
  method: HttpRequest['method'],
  path: string,
  body?: string,
): Promise<string> {
  const url = new URL(path, gateway);
  const time = clock.wall();
  const bodyDigest = new Uint8Array(
    createHash('sha256')
      .update(body ?? '')
      .digest(),
  );
  const signed = requestBytes(key.publicKey, { method, target: path, bodyDigest, time });
  const id = keyId(enrolmentOf(key.publicKey).keyId);
  const authorization = writeCredentials({ keyId: id, time, signature: key.sign(signed) });
  const headers = { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const answer = await exchange({ url, method, headers, body, ca });
  if (answer.status !== 200) throw refusalOf(answer);
  return answer.body;
}

function refusalOf({ status, body }: HttpAnswer): Fault {
  const told = problem.safeParse(jsonOf(body));
  if (!told.success) return notUnderstood(`status ${status}`);
  const { code, detail, temporary, mayHaveHappened } = told.data;
  return new Fault({ code, blame: 'sender', temporary, mayHaveHappened }, `${code}: ${oneLine(detail)}`);
}

function understood<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  const answer = schema.safeParse(jsonOf(body));
  if (answer.success) return answer.data;
  const [issue] = answer.error.issues;
  throw notUnderstood(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}`);
}

/** Undefined where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

const notUnderstood = (what: string): Fault =>
  new Fault(
    { code: 'answer-not-understood', blame: 'receiver', mayHaveHappened: true },
    `the gateway's answer is not that of a gateway: ${what}`,
  );
