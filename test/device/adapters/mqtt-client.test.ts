import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MqttClient } from '../../../device/adapters/mqtt-client.ts';

/** What the contract suite leaves out: a broker that misbehaves. */
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A server that answers what it hears with these bytes, one answer a chunk, and then with nothing. */
async function brokerThatSays(...answers: number[][]): Promise<{ url: string; heard: Buffer[] }> {
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      heard.push(chunk);
      const answer = answers[heard.length - 1];
      if (answer !== undefined) socket.write(Buffer.from(answer));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `mqtt://127.0.0.1:${address !== null && typeof address !== 'string' ? address.port : 0}`,
    heard,
  };
}

const connack = (returnCode: number): number[] => [0x20, 2, 0, returnCode];
const will = { topic: 'cars/car-12/status', payload: new Uint8Array([1, 2]) };

function connecting(url: string) {
  const closed = vi.fn<(reason: string) => void>();
  const mqtt = new MqttClient({ url, username: 'car-12', password: 'secret', clientId: 'x' });
  return { session: mqtt.connect(will, { message: () => {}, closed }), closed };
}

describe('connecting', () => {
  test('sends CONNECT of MQTT 3.1.1 with a clean session and a retained last will at QoS 1', async () => {
    const { url, heard } = await brokerThatSays(connack(0));
    await connecting(url).session;
    const [connect] = heard;
    expect(connect?.subarray(4, 9)).toEqual(Buffer.from('MQTT\u0004'));
    // Name, password, will retained, will at QoS 1, will, clean session.
    expect(connect?.[9]).toBe(0b1110_1110);
  });

  test.each([
    [1, 'broker-refused', false],
    [2, 'broker-refused', false],
    [3, 'broker-unavailable', true],
    [4, 'broker-refused', false],
    [5, 'broker-refused', false],
  ])('CONNACK %i is %s, temporary: %s', async (returnCode, code, temporary) => {
    const { url } = await brokerThatSays(connack(returnCode));
    await expect(connecting(url).session).rejects.toMatchObject({ code, temporary });
  });

  test('to nobody is unavailable', async () => {
    const { url } = await brokerThatSays();
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(connecting(url).session).rejects.toMatchObject({
      code: 'broker-unavailable',
      temporary: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('a session', () => {
  test('ends at bytes that are no MQTT', async () => {
    const { url } = await brokerThatSays(connack(0), [0xf0, 0, 0, 0]);
    const { session, closed } = connecting(url);
    const publishing = (await session).publish('cars/car-12/records', new Uint8Array(1), { retain: false });
    await expect(publishing).rejects.toMatchObject({ code: 'broker-unavailable', mayHaveHappened: true });
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  });

  test('closes within bounded time though an acknowledgement never comes', async () => {
    const { url, heard } = await brokerThatSays(connack(0));
    const { session, closed } = connecting(url);
    const opened = await session;
    const publishing = expect(
      opened.publish('cars/car-12/records', new Uint8Array(1), { retain: false }),
    ).rejects.toMatchObject({ code: 'broker-unavailable', mayHaveHappened: true });
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    await opened.close();
    await publishing;
    expect(closed).toHaveBeenCalledOnce();
  });

  test('takes a bounded number of calls (D13)', async () => {
    const { url } = await brokerThatSays(connack(0));
    const opened = await connecting(url).session;
    const payload = new Uint8Array(1);
    const calls = Array.from({ length: 2_001 }, () =>
      opened.publish('cars/car-12/records', payload, { retain: false }),
    );
    const outcomes = Promise.allSettled(calls);
    await expect(calls.at(-1)).rejects.toMatchObject({ code: 'broker-unavailable', mayHaveHappened: false });
    for (const socket of sockets) socket.destroy();
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
  });
});
