import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { openWebSocketPhones } from '../../../device/adapters/web-socket-phones.ts';
import { silentLog } from '../../../protocol/runtime.ts';

/** A car that only listens, and a browser that has just connected. */
async function bench() {
  const phones = await openWebSocketPhones({ host: '127.0.0.1', port: 0 }, silentLog);
  onTestFinished(() => phones.unbind());
  let heardBytes = 0;
  phones.listen(() => ({
    data: ({ length }) => {
      heardBytes += length;
    },
    closed: () => {},
  }));
  const connect = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${phones.port}`);
    const [opened] = await Promise.race([once(socket, 'open'), once(socket, 'close')]);
    return { socket, isOpen: opened instanceof Event && opened.type === 'open' };
  };
  return { phones, connect, heardBytes: () => heardBytes };
}

test('a browser that sends text is closed, and nothing of it is heard', async () => {
  const { connect, heardBytes } = await bench();
  const { socket } = await connect();
  socket.send('hello');
  expect(await once(socket, 'close')).toEqual([expect.objectContaining({ code: 1003 })]);
  expect(heardBytes()).toBe(0);
});

test('a message over 8,192 bytes ends the connection before it is taken whole', async () => {
  const { connect, heardBytes } = await bench();
  const { socket } = await connect();
  socket.send(new Uint8Array(8_193));
  expect(await once(socket, 'close')).toEqual([expect.objectContaining({ code: 1009 })]);
  expect(heardBytes()).toBe(0);
});

test('who comes without asking for a WebSocket is told so', async () => {
  const { phones } = await bench();
  const { status } = await fetch(`http://127.0.0.1:${phones.port}/`);
  expect(status).toBe(426);
});

test('a connection beyond the thirty-second is closed at once', async () => {
  const { connect } = await bench();
  const phones = [];
  for (let count = 0; count < 33; count++) phones.push(await connect());
  expect(phones.map(({ isOpen }) => isOpen)).toEqual([...Array.from({ length: 32 }, () => true), false]);
});
