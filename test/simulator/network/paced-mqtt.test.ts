import { expect, test } from 'vitest';
import { MqttClient } from '../../../device/adapters/mqtt-client.ts';
import { EmbeddedBroker } from '../../../gateway/adapters/embedded-broker.ts';
import { SystemClock, SystemTimers } from '../../../protocol/adapters/node-runtime.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { Pacing } from '../../../simulator/kernel/pacing.ts';
import { pacedMqtt } from '../../../simulator/network/paced.ts';
import { bytes, GatewayStub, password } from '../../contract/gateway-stub.ts';
import { world } from '../world.ts';

const minute = milliseconds(60_000);
const hour = milliseconds(3_600_000);
const topic = 'cars/car-12/records';

test('over a real broker at 36,000 times the speed, an acknowledged message takes no virtual time (D12)', async () => {
  const { scheduler } = world();
  const clock = new SystemClock();
  const pacing = new Pacing(scheduler, { clock, timers: new SystemTimers(clock) }, { speed: 36_000 });
  const broker = new EmbeddedBroker({ port: 0, log: silentLog });
  const gateway = new GatewayStub();
  const { port } = await broker.listen(gateway.hooks);
  const login = { url: `mqtt://127.0.0.1:${port}`, username: 'car-12', password, clientId: 'car-12' };
  const mqtt = pacedMqtt(new MqttClient(login), pacing, 'car-12');
  const will = { topic: 'cars/car-12/status', payload: bytes('gone') };
  const session = await mqtt.connect(will, { message: () => {}, closed: () => {} });

  const acknowledgedAt: number[] = [];
  const everyMinute = (): void => {
    scheduler.after(minute, everyMinute);
    void session.publish(topic, bytes(`${scheduler.now()}`), { retain: false }).then(() => {
      acknowledgedAt.push(scheduler.now());
    });
  };
  scheduler.after(minute, everyMinute);
  expect(await pacing.run(hour)).toBe('done');
  await session.close();
  await broker.close();

  const minutes = Array.from({ length: 60 }, (_, index) => (index + 1) * minute);
  expect(gateway.texts()).toEqual(minutes.map((time) => `${topic}=${time}`));
  expect(acknowledgedAt).toEqual(minutes);
});
