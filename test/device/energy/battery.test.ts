import { describe, expect, test } from 'vitest';
import {
  type Battery,
  ignitionCameOn,
  soundBattery,
  type VoltageReading,
  voltageRead,
} from '../../../device/energy/battery.ts';
import { firstSettings } from '../../../protocol/settings/settings.ts';
import { milliseconds } from '../../../protocol/units.ts';

/** A reading every five minutes. */
const reached = (...millivolts: readonly number[]): Battery =>
  millivolts.reduce<Battery>(
    (battery, reading, at) => voltageRead(battery, parked(reading, at), firstSettings.battery),
    soundBattery,
  );
const parked = (millivolts: number, at: number): VoltageReading => ({
  millivolts,
  at: milliseconds(at * 300_000),
  ignitionOn: false,
});

describe('the 12 V battery', () => {
  test('is low after three readings below 11 V, for starting an engine pulls it down too', () => {
    expect(reached(12_600, 9_000, 12_500).kind).toBe('sound');
    expect(reached(10_900, 10_900).kind).toBe('sound');
    expect(reached(10_900, 10_900, 10_900).kind).toBe('low');
  });

  test('is sound again after three readings of 12 V and more', () => {
    expect(reached(10_900, 10_900, 10_900, 12_100, 12_100).kind).toBe('low');
    expect(reached(10_900, 10_900, 10_900, 12_100, 12_100, 12_100).kind).toBe('sound');
    expect(reached(10_900, 10_900, 10_900, 11_500, 11_500, 11_500).kind).toBe('low');
  });

  test('goes dark after half an hour, or at once when it is nearly empty', () => {
    expect(reached(10_900, 10_900, 10_900, 10_900, 10_900, 10_900, 10_900).kind).toBe('dark');
    expect(reached(10_400, 10_400, 10_400).kind).toBe('dark');
  });

  test('comes back with the ignition', () => {
    expect(ignitionCameOn(reached(10_400, 10_400, 10_400)).kind).toBe('low');
  });

  test('goes dark in no car whose ignition is on, and not before it has been low for half an hour after that', () => {
    const used = voltageRead(
      ignitionCameOn(reached(10_400, 10_400, 10_400)),
      { ...parked(10_400, 20), ignitionOn: true },
      firstSettings.battery,
    );
    const later = (at: number) => voltageRead(used, parked(10_900, at), firstSettings.battery).kind;
    expect([used.kind, later(25), later(26)]).toEqual(['low', 'low', 'dark']);
  });
});
