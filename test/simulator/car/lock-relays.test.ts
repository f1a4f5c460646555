import { expect, test } from 'vitest';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { LockRelays } from '../../../simulator/car/lock-relays.ts';
import { odometerCar } from '../../../simulator/car/models.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { createManualClock } from '../../support/manual-clock.ts';

/** A locked car, and the relays of its lock. */
function bench() {
  const { advance, clock, timers } = createManualClock();
  const initial = { model: odometerCar, odometerMetres: 0, clearedMetresAgo: 0, fuelMillilitres: 0 };
  const car = createSimulatedCar(clock, parkedCar(initial));
  const relays = new LockRelays(timers, car);
  return { advance, relays, isLocked: () => car.now().doorsLocked };
}

test('the bolt is over once the motor has run for 150 ms, and the relay lets go after its pulse', async () => {
  const { advance, relays, isLocked } = bench();
  relays.switchOn('unlock', 500);
  await advance(149);
  expect(isLocked()).toBe(true);
  await advance(1);
  expect({ isLocked: isLocked(), isOn: relays.isOn('unlock') }).toEqual({ isLocked: false, isOn: true });
  await advance(350);
  expect(relays.isOn('unlock')).toBe(false);
});

test.each([
  ['as it is told', 100, 'none'],
  ['as its relay drops out', 500, 'short'],
] as const)(
  'a pulse that is too short, %s, leaves the bolt where it is',
  async (_, milliseconds, trouble) => {
    const { advance, relays, isLocked } = bench();
    relays.trouble(trouble);
    relays.switchOn('unlock', milliseconds);
    await advance(1_000);
    expect({ isLocked: isLocked(), isOn: relays.isOn('unlock') }).toEqual({ isLocked: true, isOn: false });
  },
);

test('a relay that is welded holds the lock: the other one turns no motor until it lets go', async () => {
  const { advance, relays, isLocked } = bench();
  relays.trouble('welded');
  relays.switchOn('unlock', 500);
  await advance(1_000);
  expect(relays.isOn('unlock')).toBe(true);
  relays.switchOn('lock', 500);
  await advance(1_000);
  expect(isLocked()).toBe(false);
  relays.trouble('none');
  await advance(1_000);
  expect({ isLocked: isLocked(), isOn: relays.isOn('unlock') }).toEqual({ isLocked: false, isOn: false });
  relays.switchOn('lock', 500);
  await advance(150);
  expect(isLocked()).toBe(true);
});

test('without an end a relay stays on until it is told, or has no power', async () => {
  const { advance, relays } = bench();
  relays.switchOn('lock');
  await advance(60_000);
  expect(relays.isOn('lock')).toBe(true);
  relays.switchOff('lock');
  expect(relays.isOn('lock')).toBe(false);
  relays.trouble('welded');
  relays.switchOn('lock', 500);
  await advance(1_000);
  relays.losePower();
  expect(relays.isOn('lock')).toBe(false);
});

test('a bolt that is jammed does not follow its motor', async () => {
  const { advance, relays, isLocked } = bench();
  relays.trouble('jammed');
  relays.switchOn('unlock', 500);
  await advance(1_000);
  expect(isLocked()).toBe(true);
});
