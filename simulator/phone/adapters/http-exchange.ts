import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { Fault, messageOf } from '../../../protocol/errors.ts';
import type { HttpAnswer, HttpRequest } from '../gateway-client.ts';

const answerMilliseconds = 10_000;
const mostAnswerBytes = 262_144;

/** @throws {Fault} `gateway-unreachable`, `gateway-not-trusted`, `gateway-silent`, `answer-too-large`. */
export async function exchange(wanted: HttpRequest): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(answerMilliseconds);
  try {
    const answer = await sent(wanted, signal);
    return { status: answer.statusCode ?? 0, body: await textOf(answer) };
  } catch (thrown) {
    throw signal.aborted ? silent(wanted.url) : faultOf(wanted.url, thrown);
  }
}

function sent(
  { url, method, headers, body, ca }: HttpRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options = { method, headers, signal, agent: false };
  return new Promise((resolve, reject) => {
    const asked: ClientRequest =
      url.protocol === 'https:'
        ? tlsRequest(url, { ...options, ...(ca === undefined ? {} : { ca }) }, resolve)
        : plainRequest(url, options, resolve);
    asked.on('error', reject);
    asked.end(body);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.iterator()) {
    if (!(part instanceof Uint8Array)) throw new TypeError('an answer in other than bytes');
    length += part.length;
    if (length > mostAnswerBytes)
      throw new Fault(
        { code: 'answer-too-large', blame: 'receiver' },
        `the answer is over ${mostAnswerBytes} bytes`,
      );
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const silent = ({ origin }: URL): Fault =>
  new Fault(
    { code: 'gateway-silent', blame: 'environment', temporary: true, mayHaveHappened: true },
    `${origin} did not answer within ${answerMilliseconds / 1000} s; it may have been done all the same`,
  );

/** Codes by which Node refuses a certificate. */
const certificateCode = /CERT|SIGNATURE|UNABLE_TO_/;

function faultOf({ origin }: URL, thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (certificateCode.test(code))
    return new Fault(
      { code: 'gateway-not-trusted', blame: 'environment' },
      `${origin} is not trusted: ${messageOf(thrown)}; --ca FILE names the authority to trust`,
      { cause: thrown },
    );
  const lost = code === 'ECONNRESET';
  return new Fault(
    { code: 'gateway-unreachable', blame: 'environment', temporary: true, mayHaveHappened: lost },
    `${origin} cannot be reached: ${messageOf(thrown) || code}`,
    { cause: thrown },
  );
}
