import { expect } from 'vitest';
import { memoryDatabase } from '../../simulator/adapters/memory-database.ts';
import type { Evidence } from '../../simulator/checkers/evidence.ts';
import { liveThrough } from '../../simulator/run/virtual.ts';
import { parseScenario } from '../../simulator/scenarios/scenario.ts';
import { builtInFiles } from '../gateway/pricing/built-in-lists.ts';

export interface Troubles {
  readonly seed: number;
  readonly cars: number;
  readonly rentalsPerDay: number;
  /** Further keys of the timetable. */
  readonly timetable?: string;
  /** Further keys of the scenario: its faults, and on whom they fall. */
  readonly scenario: string;
}

/** A day of rentals of ten minutes' driving under nothing but the faults named. @returns its evidence, once all checks hold. */
export async function shortRentals(
  name: string,
  { seed, cars, rentalsPerDay, timetable = '', scenario }: Troubles,
): Promise<Evidence> {
  const { evidence, report } = await liveThrough(
    { database: memoryDatabase(), priceLists: builtInFiles },
    parseScenario(`${usual(rentalsPerDay)}\n  ${timetable}\nfaultsOff: 0\n${scenario}`, `${name}.yaml`),
    { seed, cars, days: 1 },
  );
  expect(report(evidence).checks.filter(({ ok }) => !ok)).toEqual([]);
  return evidence;
}

const usual = (rentalsPerDay: number): string => `timetable:
  firstStart: ["06:30", "08:30"]
  lastEnd: "20:00"
  rentalsPerDay: ${rentalsPerDay}
  reservedMinutes: 60
  breakMinutes: 60
  arrivesAfterMinutes: 0
  legs: 1
  legMinutes: 10
  standsMinutes: 5`;
