import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { listenHttp, type RunningHttp } from '../../../gateway/adapters/http-listener.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { TestStore } from '../../support/store.ts';
import { green } from '../http/http-world.ts';

const anyPort = { host: '127.0.0.1', port: 0, tls: undefined };

function listen(address: Parameters<typeof listenHttp>[1] = anyPort): Promise<RunningHttp> {
  const { store, clock } = new TestStore();
  const gateway = { health: () => green };
  return listenHttp({ store, gateway, clock: clock.clock, log: silentLog }, address);
}

async function started(): Promise<RunningHttp> {
  const running = await listen();
  onTestFinished(() => running.close());
  return running;
}

/** What comes back for bytes on a connection of their own. */
async function answerTo({ address }: RunningHttp, sent: string): Promise<string> {
  const socket = connect(address);
  await once(socket, 'connect');
  socket.write(sent);
  return text(socket);
}

test('phones are served on 127.0.0.1 until it is closed', async () => {
  const running = await listen();
  const url = `http://127.0.0.1:${running.address.port}/health`;
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ state: 'green' });
  await running.close();
  await expect(fetch(url)).rejects.toThrow();
});

test('beyond this machine it is served with TLS only', async () => {
  await expect(listen({ host: '0.0.0.0', port: 0, tls: undefined })).rejects.toMatchObject({
    code: 'tls-required',
    blame: 'operator',
  });
});

test('key and certificate that are none are refused', async () => {
  const tls = { certificate: 'none', key: 'none' };
  await expect(listen({ ...anyPort, tls })).rejects.toMatchObject({ code: 'certificate-unusable' });
});

test('a port that is taken is named', async () => {
  const { port } = (await started()).address;
  await expect(listen({ ...anyPort, port })).rejects.toMatchObject({ code: 'port-taken' });
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 Bad Request\r\n.*"code":"malformed"/s],
  [
    'over 8 KiB of header',
    `GET /health HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(8192)}\r\n\r\n`,
    /^HTTP\/1\.1 431 .*"code":"headers-too-large"/s,
  ],
])('%s is answered with a problem, and the connection is closed', async (_, sent, expected) => {
  const answer = await answerTo(await started(), sent);
  expect(answer).toMatch(expected);
  expect(answer).toContain('application/problem+json');
});
