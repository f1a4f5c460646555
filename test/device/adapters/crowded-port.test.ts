import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { TcpLine } from '../../../device/adapters/tcp-line.ts';
import { openTcpPhones } from '../../../device/adapters/tcp-phones.ts';
import { SystemClock, SystemTimers, systemRandom } from '../../../protocol/adapters/node-runtime.ts';
import { visitCar } from '../../../protocol/link/visit.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { nodeCrypto } from '../../../simulator/phone/node-crypto.ts';
import { type ComeNear, crowds } from '../../support/crowd.ts';
import { phoneKey, sealingKey } from '../../support/device-world.ts';
import { realCar } from '../../support/real-car.ts';

const host = '127.0.0.1';

/** A phone that is not answered at once says hello, or asks, once more: then it has waited for a second. */
test.each(Object.entries(crowds))('a driver among %s at a TCP port is served at once', async (_, crowd) => {
  const phones = await openTcpPhones({ host, port: 0 }, silentLog);
  onTestFinished(() => phones.unbind());
  const car = await realCar(phones);
  const comeNear: ComeNear = (heard) =>
    new Promise((resolve) => {
      const socket = connect({ host, port: phones.port });
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => {});
      socket.on('data', heard);
      const bystander = { write: (bytes: Uint8Array) => void socket.write(bytes), close: () => socket.end() };
      socket.once('connect', () => resolve(bystander));
    });
  await crowd(comeNear);

  let written = 0;
  const line = new TcpLine({ host, port: phones.port });
  const answer = await visitCar(
    {
      transport: {
        async open(events) {
          const stream = await line.open(events);
          return {
            write: (bytes) => {
              written += 1;
              stream.write(bytes);
            },
            close: () => stream.close(),
          };
        },
      },
      token: car.token(),
      carKey: sealingKey.publicKey.x,
      timers: new SystemTimers(new SystemClock()),
      crypto: nodeCrypto(systemRandom, phoneKey.sign),
    },
    (phone) => phone.request('unlock'),
  );
  expect(answer).toMatchObject({ verdict: 'granted' });
  expect(written).toBeLessThanOrEqual(4);
});
