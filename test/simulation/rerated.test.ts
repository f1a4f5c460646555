import { expect, test } from 'vitest';
import { createStore } from '../../gateway/gateway.ts';
import type { StatementVersion } from '../../gateway/ports.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { memoryDatabase } from '../../simulator/adapters/memory-database.ts';
import { readScenario } from '../../simulator/adapters/scenario-file.ts';
import { customers } from '../../simulator/fleet/roster.ts';
import { naivePrice } from '../../simulator/naive-price/naive.ts';
import type { RentalOutcome } from '../../simulator/report/outcome.ts';
import { runVirtually } from '../../simulator/run/virtual.ts';
import { builtInFiles } from '../gateway/pricing/built-in-lists.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { countingRandom } from '../support/random.ts';
import { note } from '../support/rented.ts';
import { hours, minutes, storeSettings } from '../support/store.ts';
import { billed } from './naive-bill.ts';
import { rentalsOf } from './virtual-fleet.ts';

const fuelPrice = '2.01';
const quarter = minutes(15);
const iso = (time: number): string => new Date(time).toISOString();

/** A change that was asked a quarter-hour into the reservation: an hour more. */
const lateChange = ({ reservedFrom, reservedUntil }: RentalOutcome) => ({
  askedAt: epochMilliseconds(reservedFrom + quarter),
  endsAt: epochMilliseconds(reservedUntil + hours(1)),
});

/**
 * The rules written a second time, over what the dashboard showed and what was entered late. What moved while the unit was
 * without power is a step of the odometer, and not billed.
 */
function expected(truth: RentalOutcome, { contract, returnedAt, entered, rebasedMetres }: StatementVersion) {
  const customer = customers.find((known) => known.customer === contract?.customer);
  const { askedAt, endsAt } = lateChange(truth);
  const hinders = entered?.changes[0]?.hinders ?? false;
  const result = naivePrice({
    id: truth.reservation,
    formula: customer?.formula,
    plus: customer?.plus,
    priceClass: contract?.priceClass,
    reservation: { start: iso(truth.reservedFrom), end: iso(truth.reservedUntil) },
    returnedAt: iso(Math.max(returnedAt, truth.reservedFrom)),
    distanceM: truth.returnedOdometerMetres - truth.openedOdometerMetres - rebasedMetres,
    changes: askedAt <= returnedAt ? [{ at: iso(askedAt), end: iso(endsAt), hinders }] : [],
    fuelPriceEurPerLitre: fuelPrice,
    fees: [{ code: 'cleaning-hour', quantity: 0.5 }],
    fuelReceipts: [{ amountCents: 2540, approved: true, submittedAt: iso(endsAt) }],
  });
  if ('error' in result) throw new Error(result.error.message);
  return { totalCents: result.totalCents, lines: result.lines };
}

test.each([
  ['everyday', 11],
  ['storm', 13],
])(
  'a fleet under %s, billed anew after late facts, costs what the second rules say, to the cent',
  async (scenario, seed) => {
    const database = memoryDatabase();
    const run = await runVirtually({ database, priceLists: builtInFiles }, readScenario(scenario), {
      seed,
      cars: 2,
      days: 1,
    });
    const rentals = billed(run);
    expect(rentals.length).toBeGreaterThan(1);
    const wall = Math.max(...rentalsOf(run).map(({ returnedAt }) => returnedAt)) + hours(30);
    const { clock } = createManualClock({ wall });
    const store = createStore({ database, clock, random: countingRandom(), log: silentLog }, storeSettings);
    store.addFuelPrice({ date: '2026-05-29', eurosPerLitre: fuelPrice });
    for (const { truth } of rentals) {
      const { reservation } = truth;
      const { askedAt, endsAt } = lateChange(truth);
      store.enterLateChange({ reservation, askedAt, endsAt }, note);
      const occurredAt = epochMilliseconds(wall);
      store.addCharge(
        { reservation, customer: null, code: 'cleaning-hour', quantity: '0.5', occurredAt },
        note,
      );
      store.handInReceipt({ reservation, amountCents: 2540, submittedAt: endsAt, approved: true }, note);
    }
    for (const { truth } of rentals) {
      const [statement] = store.statement(truth.reservation);
      if (statement === undefined || !statement.price.ok) throw new Error('no statement');
      const { totalCents, lines } = statement.price;
      expect({
        totalCents,
        lines: lines.map(({ decided: _, source: __, ...line }) => line),
      }).toEqual(expected(truth, statement));
      expect(store.versions(truth.reservation).length).toBeGreaterThanOrEqual(4);
    }
  },
);
