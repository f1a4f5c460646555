import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { TcpLine } from '../../device/adapters/tcp-line.ts';
import { openWebSocketPhones } from '../../device/adapters/web-socket-phones.ts';
import type { ByteStream } from '../../device/ports.ts';
import { bluetoothTransport } from '../../protocol/link/adapters/web-bluetooth.ts';
import { webSocketTransport } from '../../protocol/link/adapters/web-socket.ts';
import { streamsTransport } from '../../protocol/link/adapters/web-streams.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { createElm327 } from '../../simulator/car/elm327.ts';
import { serveLine } from '../../simulator/lines/adapters/tcp-server.ts';
import { BluetoothStandIn } from '../support/bluetooth-stand-in.ts';
import { parkedRealCar } from '../support/parked-car.ts';
import { describeLine, type LineBench } from './line-contract.ts';

const question = new TextEncoder().encode('ATI\r');

function elm327() {
  const { timers, car } = parkedRealCar();
  return createElm327(timers, car);
}

describeLine('the ELM327 twin', async (): Promise<LineBench> => {
  const { line, unplug, plugIn } = elm327();
  return { line, question, vanish: async () => unplug(), comeBack: async () => plugIn() };
});

describeLine('a TCP line', async (): Promise<LineBench> => {
  const { line } = elm327();
  let served = await serveLine(line, '127.0.0.1', 0);
  const { port } = served;
  onTestFinished(() => served.close());
  return {
    line: new TcpLine({ host: '127.0.0.1', port }),
    question,
    vanish: () => served.close(),
    comeBack: async () => {
      served = await serveLine(line, '127.0.0.1', port);
    },
  };
});

describeLine('a phone’s Web Streams over TCP', async (): Promise<LineBench> => {
  const { line } = elm327();
  let served = await serveLine(line, '127.0.0.1', 0);
  const { port } = served;
  onTestFinished(() => served.close());
  const connected = () =>
    new Promise<ReturnType<typeof Duplex.toWeb>>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => resolve(Duplex.toWeb(socket)));
    });
  return {
    line: streamsTransport(connected),
    question,
    vanish: () => served.close(),
    comeBack: async () => {
      served = await serveLine(line, '127.0.0.1', port);
    },
  };
});

/** A car that says back what it hears. */
const echo = (stream: ByteStream) => ({ data: (bytes: Uint8Array) => stream.write(bytes), closed() {} });

describeLine('a phone’s WebSocket', async (): Promise<LineBench> => {
  const address = { host: '127.0.0.1', port: 0 };
  let phones = await openWebSocketPhones(address, silentLog);
  const { port } = phones;
  phones.listen(echo);
  onTestFinished(() => phones.unbind());
  return {
    line: webSocketTransport(`ws://127.0.0.1:${port}`),
    question,
    vanish: () => phones.unbind(),
    comeBack: async () => {
      phones = await openWebSocketPhones({ ...address, port }, silentLog);
      phones.listen(echo);
    },
  };
});

describeLine('a phone’s Bluetooth', async (): Promise<LineBench> => {
  const module = new BluetoothStandIn();
  module.listen(echo);
  return {
    line: bluetoothTransport(module),
    question,
    vanish: async () => {
      module.isInReach = false;
      module.outOfReach();
    },
    comeBack: async () => {
      module.isInReach = true;
    },
  };
});
