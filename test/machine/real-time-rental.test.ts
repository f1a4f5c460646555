import { expect, test, vi } from 'vitest';
import { phone, ready, startDevice } from './bench.ts';
import {
  carSharing,
  odometerAtStart,
  odometerStepMetres,
  phoneWithToken,
  statementOf,
  type Way,
} from './car-sharing.ts';

vi.setConfig({ testTimeout: 400_000 });

/** A rental as it happens, on serial devices: a minute at real speed, a stop with the fuel card, a way back. */
async function realTimeRental(way: Way) {
  const sharing = await carSharing(way, 'terminals');
  const { gateway, serving, car, config } = sharing;
  const device = startDevice(config);
  await ready(device);
  const { reservation, ...files } = await phoneWithToken(sharing);

  expect(await phone('unlock', files)).toMatchObject({ status: 0, err: '' });
  await car.order('key out', 'ignition on', 'wait 4', 'drive hwfet', 'wait 60', 'stop', 'wait 3');
  await car.order('ignition off', 'card out', 'refuel 20', 'wait 3');
  expect(await phone('end', files)).toMatchObject({
    status: 1,
    out: expect.stringMatching(/fuel card/),
  });
  await car.order('card in', 'ignition on', 'wait 4', 'drive hwfet x2', 'wait 10', 'stop', 'wait 3');
  const { odometerMetres } = await car.order('ignition off', 'key in');
  expect(await phone('end', files)).toMatchObject({ status: 0, err: '' });
  const statement = await statementOf(sharing, reservation);

  expect(await car.now()).toMatchObject({ doorsLocked: true, immobilised: true });
  const health = await gateway.must('health');
  device.signal('SIGTERM');
  expect(await device.exited).toBe(0);
  serving.process.signal('SIGTERM');
  expect(await serving.process.exited).toBe(0);
  return { drivenMetres: odometerMetres - odometerAtStart, statement, health, broker: serving.broker };
}

test('a rental in real time over pty lines, its records over TCP, TLS and Mosquitto: the statement is there within 5 s', async () => {
  const rentals = await Promise.all((['tcp', 'tls', 'mosquitto'] as const).map(realTimeRental));
  expect(rentals.map(({ broker }) => broker.replace(/:\/\/.*/, ''))).toEqual(['mqtt', 'mqtts', 'mqtts']);
  for (const { drivenMetres, statement, health } of rentals) {
    expect(drivenMetres).toBeGreaterThan(700);
    expect(Math.abs(statement.distanceMetres - drivenMetres)).toBeLessThan(odometerStepMetres);
    expect(health).toMatch(/^health +green\n/);
    expect(health).toMatch(/0 rejected, 0 quarantined/);
  }
});
