import { describe, expect, test } from 'vitest';
import type { Still } from '../../../device/fuel/float.ts';
import { type Energy, FuelLevel } from '../../../device/fuel/level.ts';

/** A car that drives and reads its float each kilometre. */
function driving(energy: Energy, still: Still | null = null) {
  let drivenMetres = 48_000_000;
  const level = new FuelLevel(() => drivenMetres, null, still);
  level.describe(energy, 50);
  const drive = (kilometres: number, permille: number) => {
    const facts = [];
    for (let driven = 0; driven < kilometres; driven++) {
      drivenMetres += 1_000;
      level.moved();
      facts.push(level.take(permille));
    }
    return facts.filter((fact) => fact !== null);
  };
  level.take(1000);
  return { level, drive };
}

describe('a float that shows the same without a single change', () => {
  test('over 150 km is stuck: the level is not known', () => {
    const { level, drive } = driving('fuel');
    drive(149, 1000);
    expect(level.permille).toBe(1000);
    drive(1, 1000);
    expect(level.permille).toBeNull();
  });

  test('is believed anew once it moves, and that is no refuelling', () => {
    const { level, drive } = driving('fuel');
    drive(160, 300);
    expect(level.permille).toBeNull();
    level.ignitionWentOff();
    expect(drive(1, 900)).toEqual([]);
    expect(level.permille).toBe(900);
    expect(drive(100, 905)).toEqual([]);
  });

  test('is told from one that moved once on the way', () => {
    const { level, drive } = driving('fuel');
    drive(100, 1000);
    drive(1, 996);
    drive(100, 1000);
    expect(level.permille).not.toBeNull();
  });

  test('in a plug-in car may have been driven on the battery', () => {
    const { level, drive } = driving('plug-in');
    drive(400, 1000);
    expect(level.permille).toBe(1000);
  });

  test('is found stuck also where the unit was off on the way', () => {
    const before = driving('fuel');
    before.drive(100, 1000);
    before.level.ignitionWentOff();
    const { still } = before.level;
    expect(still).toEqual({ permille: 1000, sinceDrivenMetres: 48_000_000 });
    const after = driving('fuel', still === null ? null : { ...still, sinceDrivenMetres: 47_900_000 });
    after.drive(50, 1000);
    expect(after.level.permille).toBeNull();
  });

  test('and stood all the time is not stuck', () => {
    const { level } = driving('fuel');
    for (let read = 0; read < 10_000; read++) level.take(1000);
    expect(level.permille).toBe(1000);
  });
});
