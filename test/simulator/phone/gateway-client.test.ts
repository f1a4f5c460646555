import { expect, test } from 'vitest';
import { keyId } from '../../../protocol/ids.ts';
import {
  enrol,
  fetchTokens,
  type HttpAnswer,
  type HttpRequest,
} from '../../../simulator/phone/gateway-client.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { authorizationBy } from '../../support/phone-request.ts';
import { ed25519Key, sha256 } from '../../support/signing-keys.ts';

const key = ed25519Key(sha256(new Uint8Array([1])));
const { clock } = createManualClock();

/** A gateway that answers always the same, and what it was asked. */
function gatewayThat(answers: HttpAnswer) {
  const asked: HttpRequest[] = [];
  const exchange = async (request: HttpRequest) => {
    asked.push(request);
    return answers;
  };
  return { asked, line: { gateway: new URL('https://gateway.example/'), ca: undefined, clock, exchange } };
}

const ok = (content: unknown): HttpAnswer => ({ status: 200, body: JSON.stringify(content) });

test('a request for tokens is signed as clause 11 says', async () => {
  const { asked, line } = gatewayThat(ok({ tokens: [] }));
  expect(await fetchTokens(line, key)).toEqual([]);
  const authorization = authorizationBy(key, { method: 'GET', target: '/v1/tokens', time: clock.wall() });
  expect(asked).toEqual([
    {
      url: new URL('https://gateway.example/v1/tokens'),
      method: 'GET',
      headers: { authorization },
      body: undefined,
      ca: undefined,
    },
  ]);
});

test('an enrolment under another key id is not taken for one', async () => {
  const { line } = gatewayThat(ok({ keyId: keyId('0123456789abcdef') }));
  await expect(enrol(line, key, 'ABCD')).rejects.toMatchObject({ code: 'answer-not-understood' });
});

const granted = {
  token: 'AAAA',
  reservation: '0123456789abcdef',
  car: 'car-1',
  startsAt: '2026-06-01T06:00:00Z',
  endsAt: '2026-06-01T07:00:00Z',
};

test.each([
  ['no JSON', { status: 200, body: '<html>' }],
  ['a token that is none', ok({ tokens: [granted] })],
  ['a reservation that is a path', ok({ tokens: [{ ...granted, reservation: '../../etc/passwd' }] })],
  ['a refusal without a problem', { status: 502, body: 'Bad Gateway' }],
])('%s is not understood', async (_, answers) => {
  const { line } = gatewayThat(answers);
  await expect(fetchTokens(line, key)).rejects.toMatchObject({
    code: 'answer-not-understood',
    blame: 'receiver',
  });
});

test('a problem becomes a fault of one line (D14)', async () => {
  const problem = { code: 'gateway-busy', detail: 'many\nrequests', temporary: true, mayHaveHappened: false };
  const { line } = gatewayThat({ status: 503, body: JSON.stringify(problem) });
  await expect(fetchTokens(line, key)).rejects.toMatchObject({
    name: 'Fault',
    code: 'gateway-busy',
    message: 'gateway-busy: many requests',
    temporary: true,
    mayHaveHappened: false,
  });
});
