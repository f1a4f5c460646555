import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { mostPhoneConnections } from '../../../device/adapters/port-phones.ts';
import { openTcpPhones } from '../../../device/adapters/tcp-phones.ts';
import type { ByteStream } from '../../../device/ports.ts';
import { silentLog } from '../../../protocol/runtime.ts';

const host = '127.0.0.1';

async function openPhones() {
  const phones = await openTcpPhones({ host, port: 0 }, silentLog);
  onTestFinished(() => phones.unbind());
  const streams: ByteStream[] = [];
  const closed = vi.fn<(reason: string) => void>();
  phones.listen((stream) => {
    streams.push(stream);
    return { data: () => {}, closed };
  });
  return { phones, streams, closed };
}

const near = (port: number): Socket => connect({ host, port }).on('error', () => {});

const ended = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.resume().once('close', () => resolve()));

test('as many phones at once as a car may be letting go of; a further one is turned away, and comes in when one has gone', async () => {
  const { phones, streams, closed } = await openPhones();
  const all = Array.from({ length: mostPhoneConnections }, () => near(phones.port));
  await vi.waitFor(() => expect(streams).toHaveLength(mostPhoneConnections));
  await ended(near(phones.port));
  expect(streams).toHaveLength(mostPhoneConnections);
  all[0]?.end();
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  near(phones.port);
  await vi.waitFor(() => expect(streams).toHaveLength(mostPhoneConnections + 1));
});

test('a phone that does not read what it is sent is cut off (D13)', async () => {
  const { phones, streams, closed } = await openPhones();
  near(phones.port).pause();
  await vi.waitFor(() => expect(streams).toHaveLength(1));
  for (let sent = 0; sent < 200 && closed.mock.calls.length === 0; sent++) {
    streams[0]?.write(new Uint8Array(1 << 16));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await vi.waitFor(() =>
    expect(closed).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('too slowly')),
  );
});

test('a port that is taken is the operator’s to change', async () => {
  const { phones } = await openPhones();
  await expect(openTcpPhones({ host, port: phones.port }, silentLog)).rejects.toMatchObject({
    code: 'port-taken',
    blame: 'operator',
  });
});

test('the port is free after unbind', async () => {
  const { phones } = await openPhones();
  await phones.unbind();
  const again = await openTcpPhones({ host, port: phones.port }, silentLog);
  await again.unbind();
});
