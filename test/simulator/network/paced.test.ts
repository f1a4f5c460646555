import { expect, test } from 'vitest';
import type { Mqtt, MqttSession } from '../../../device/ports.ts';
import { carId } from '../../../protocol/ids.ts';
import { pacedBroker, pacedMqtt } from '../../../simulator/network/paced.ts';
import { GatewayStub } from '../../contract/gateway-stub.ts';

/** Notes what was held for, and what came of it. */
class Watched {
  readonly over: string[] = [];
  async watch<Result>(what: string, operation: Promise<Result>): Promise<Result> {
    const result = await operation;
    this.over.push(what);
    return result;
  }
}

const payload = new Uint8Array([1]);

test('each call of a car holds virtual time until it is over', async () => {
  const calls: unknown[] = [];
  const session: MqttSession = {
    publish: async (...call) => void calls.push(call),
    subscribe: async (...call) => void calls.push(call),
    ping: async () => void calls.push('ping'),
    close: async () => void calls.push('close'),
  };
  const mqtt: Mqtt = { connect: async () => session };
  const watched = new Watched();
  const paced = await pacedMqtt(mqtt, watched, 'car-3').connect(
    { topic: 'status', payload },
    { message: () => {}, closed: () => {} },
  );
  await paced.subscribe('receipts');
  await paced.publish('records', payload, { retain: true });
  await paced.ping();
  await paced.close();
  expect(calls).toEqual([['receipts'], ['records', payload, { retain: true }], 'ping', 'close']);
  expect(watched.over).toEqual([
    'connecting car-3',
    'subscribing car-3 to receipts',
    'publishing from car-3 to records',
    'ping from car-3',
    'closing the session of car-3',
  ]);
});

test('each call of the gateway holds virtual time until it is over', async () => {
  const calls: unknown[] = [];
  const watched = new Watched();
  const { hooks } = new GatewayStub();
  const paced = pacedBroker(
    {
      listen: async () => ({ host: 'here', port: 1 }),
      publish: async (...call) => void calls.push(call),
      disconnect: (car) => void calls.push(car),
      close: async () => void calls.push('close'),
    },
    watched,
  );
  expect(await paced.listen(hooks)).toEqual({ host: 'here', port: 1 });
  await paced.publish('receipts', payload, { retain: false });
  paced.disconnect(carId('car-3'));
  await paced.close();
  expect(calls).toEqual([['receipts', payload, { retain: false }], 'car-3', 'close']);
  expect(watched.over).toEqual(['listening', 'publishing to receipts', 'closing the broker']);
});
