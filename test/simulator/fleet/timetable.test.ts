import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carId } from '../../../protocol/ids.ts';
import { readScenario } from '../../../simulator/adapters/scenario-file.ts';
import { localMidnight } from '../../../simulator/fleet/calendar.ts';
import { planDay, type RentalPlan } from '../../../simulator/fleet/timetable.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';

const minute = 60_000;
const quarter = 15 * minute;
const hour = 60 * minute;
const midnight = localMidnight('2026-06-01', 0);

const everyday = readScenario('everyday');
const days = fc.nat().map((seed) => planDay(carId('car-1'), midnight, seededRandom(seed), everyday));
const eachPlan = (check: (plan: RentalPlan) => void) =>
  fc.assert(fc.property(days, (plans) => plans.forEach(check)));

const driven = ({ legs }: RentalPlan): number =>
  legs.reduce((sum, { drivesFor, standsFor }) => sum + drivesFor + standsFor, 0);

test('reservations stand on quarter-hours, one hour to four long (T3), and are made an hour before at the latest', () => {
  eachPlan(({ start, end, reservesAt }) => {
    expect([start % quarter, end % quarter]).toEqual([0, 0]);
    expect(end - start).toBeGreaterThanOrEqual(hour);
    expect(end - start).toBeLessThanOrEqual(4 * hour);
    expect(reservesAt).toBeGreaterThanOrEqual(midnight);
    expect(reservesAt).toBeLessThanOrEqual(start - hour);
  });
});

test('a day has one to three rentals, the latest of them back before midnight', () => {
  fc.assert(
    fc.property(days, (plans) => {
      expect(plans.length).toBeGreaterThanOrEqual(1);
      expect(plans.length).toBeLessThanOrEqual(3);
      expect(plans.every(({ end }) => end <= midnight + 22 * hour)).toBe(true);
    }),
  );
});

test('even the latest driver is back before the earliest of the next reservation takes the car', () => {
  fc.assert(
    fc.property(days, (plans) => {
      for (const [index, next] of plans.slice(1).entries()) {
        const before = plans[index];
        expect(before?.lateReturnAt ?? before?.end).toBeLessThan(next.arrivesAt - 5 * minute);
      }
    }),
  );
});

test('legs end within the reservation, and late is late by 1 to 40 minutes', () => {
  eachPlan((plan) => {
    expect(plan.legs.length).toBeLessThanOrEqual(4);
    expect(plan.arrivesAt + driven(plan)).toBeLessThan(plan.end);
    if (plan.lateReturnAt === null) return;
    expect(plan.lateReturnAt - plan.end).toBeGreaterThanOrEqual(minute);
    expect(plan.lateReturnAt - plan.end).toBeLessThan(40 * minute);
  });
});

test('some return late, some long before the end, some do not drive at all; most do neither', () => {
  const plans = Array.from({ length: 200 }, (_, seed) =>
    planDay(carId('car-1'), midnight, seededRandom(seed), everyday),
  ).flat();
  const share = (is: (plan: RentalPlan) => boolean): number => plans.filter(is).length / plans.length;
  const late = share(({ lateReturnAt }) => lateReturnAt !== null);
  const idle = share(({ legs }) => legs.length === 0);
  const early = share((plan) => driven(plan) < (plan.end - plan.start) / 2);
  expect(late).toBeGreaterThan(0.08);
  expect(late).toBeLessThan(0.25);
  expect(idle).toBeGreaterThan(0);
  expect(idle).toBeLessThan(0.1);
  expect(early).toBeGreaterThan(0.2);
});
