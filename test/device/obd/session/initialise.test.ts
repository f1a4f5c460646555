import { expect, test } from 'vitest';
import { createObdBench } from '../../../support/obd-bench.ts';

test('an adapter is reset and set up for plain, headed answers; control units are left alone while the ignition is off', async () => {
  const bench = createObdBench();
  bench.obd.start();
  await bench.advance(60_000);
  expect(bench.commands).toEqual(['ATZ', 'ATE0', 'ATL0', 'ATS0', 'ATH1', 'ATAT1', 'ATST32', 'ATSP0', 'ATRV']);
  expect(bench.adapter.requestsAsleep()).toBe(0);
  expect(bench.unavailable).toEqual([]);
});

test('with the ignition on, supported PIDs and the VIN are asked before anything else', async () => {
  const bench = createObdBench();
  bench.obd.start();
  await bench.advance(2000);
  bench.startEngine();
  await bench.advance(4000);
  const control = bench.commands.filter((command) => !command.startsWith('AT'));
  expect(control.slice(0, 7)).toEqual(['0100', '0120', '0140', '0160', '0180', '01A0', '0902']);
  expect(bench.of('vin')).toMatchObject([{ vin: 'WVWZZZAUZLW000001', ecu: '7E8' }]);
});
