import { expect, test } from 'vitest';
import { ready, startDevice } from './bench.ts';
import { carSharing } from './car-sharing.ts';

test('an operator’s command line opens a car over MQTT, and is told what came of it', async () => {
  const sharing = await carSharing('tcp', 'ports');
  const { gateway, car, config } = sharing;
  const asked = (action: string) => gateway.run('command', 'send', 'car-1', action);
  const device = startDevice(config);
  await ready(device);
  expect(await asked('unlock')).toMatchObject({ status: 0, out: 'car-1: unlock done', err: '' });
  expect(await car.now()).toMatchObject({ doorsLocked: false });
  await car.order('key out', 'ignition on', 'wait 2');
  expect(await asked('immobilise')).toMatchObject({ status: 1, out: expect.stringContaining('refused') });
  expect(await asked('lock')).toMatchObject({
    status: 1,
    out: expect.stringContaining('the ignition is on'),
  });
  expect(await car.now()).toMatchObject({ doorsLocked: false, immobilised: false });
  await car.order('ignition off', 'wait 1');
  expect(await asked('lock')).toMatchObject({ status: 0 });
  expect(await car.now()).toMatchObject({ doorsLocked: true });
});
