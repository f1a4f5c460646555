import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { openTcpPhones } from '../../device/adapters/tcp-phones.ts';
import { openWebSocketPhones } from '../../device/adapters/web-socket-phones.ts';
import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { seededRandom } from '../../simulator/kernel/random.ts';
import { PhoneLinkTwin } from '../../simulator/phone-link.ts';
import { describePhoneLink, type PhoneSide } from './phone-link-contract.ts';

function overSocket(socket: Socket): PhoneSide {
  let heard = '';
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
  });
  socket.once('close', () => {
    isClosed = true;
  });
  return {
    write: (bytes) => void socket.write(bytes),
    close: () => void socket.end(),
    heard: () => heard,
    isClosed: () => isClosed,
  };
}

describePhoneLink('a TCP port', async () => {
  const address = { host: '127.0.0.1', port: 0 };
  const link = await openTcpPhones(address, silentLog);
  onTestFinished(() => link.unbind());
  return {
    link,
    connect: () =>
      new Promise((resolve) => {
        const socket = connect({ host: address.host, port: link.port });
        socket.once('connect', () => resolve(overSocket(socket)));
      }),
  };
});

function overWebSocket(socket: WebSocket): PhoneSide {
  let heard = '';
  let isClosed = false;
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
    heard += Buffer.from(data).toString();
  });
  socket.addEventListener('close', () => {
    isClosed = true;
  });
  return {
    write: (bytes) => socket.send(new Uint8Array(bytes)),
    close: () => socket.close(),
    heard: () => heard,
    isClosed: () => isClosed,
  };
}

describePhoneLink('a WebSocket', async () => {
  const address = { host: '127.0.0.1', port: 0 };
  const link = await openWebSocketPhones(address, silentLog);
  onTestFinished(() => link.unbind());
  return {
    link,
    connect: () =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${link.port}`);
        socket.binaryType = 'arraybuffer';
        socket.addEventListener('open', () => resolve(overWebSocket(socket)));
      }),
  };
});

describePhoneLink('the twin', async () => {
  const link = new PhoneLinkTwin(new SystemTimers(new SystemClock()), seededRandom(1), () => {});
  return {
    link,
    connect: async () => {
      let heard = '';
      let isClosed = false;
      const end = link.connect({
        data: (bytes) => {
          heard += Buffer.from(bytes).toString();
        },
        closed: () => {
          isClosed = true;
        },
      });
      return { ...end, heard: () => heard, isClosed: () => isClosed };
    },
  };
});
