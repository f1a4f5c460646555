import { expect, test } from 'vitest';
import { createCabinBoard } from '../../../simulator/car/cabin.ts';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { odometerCar } from '../../../simulator/car/models.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { createManualClock } from '../../support/manual-clock.ts';

function bench() {
  const time = createManualClock();
  const initial = { model: odometerCar, odometerMetres: 1000, clearedMetresAgo: 0, fuelMillilitres: 20_000 };
  const car = createSimulatedCar(time.clock, parkedCar(initial));
  return { ...time, car, cabin: createCabinBoard(time.timers, car, 20) };
}

test('requests are carried out one at a time, each after its latency', async () => {
  const { advance, cabin, car } = bench();
  const unlocked = cabin.command('unlock');
  const read = cabin.read();
  await advance(20);
  await unlocked;
  expect(car.now().doorsLocked).toBe(false);
  await advance(20);
  expect(await read).toEqual({
    ignitionOn: false,
    doorsClosed: true,
    doorsLocked: false,
    keyInHolder: true,
    fuelCardInHolder: true,
  });
});

test('a lock pulse does nothing while a door is open, and the inputs show it', async () => {
  const { advance, cabin, car } = bench();
  car.happen({ kind: 'locked', locked: false });
  car.happen({ kind: 'doors-opened' });
  void cabin.command('lock');
  const read = cabin.read();
  await advance(40);
  expect(await read).toMatchObject({ doorsLocked: false, doorsClosed: false });
});

test('another board in its place answers nothing, and nothing is asked of it', async () => {
  const { advance, cabin, car } = bench();
  cabin.trouble('swapped');
  const refused = expect(cabin.command('unlock')).rejects.toMatchObject({
    code: 'cabin-unreachable',
    mayHaveHappened: false,
  });
  await advance(20);
  await refused;
  expect(car.now().doorsLocked).toBe(true);
});

test('immobilise and release set the immobiliser', async () => {
  const { advance, cabin, car } = bench();
  void cabin.command('release');
  await advance(20);
  expect(car.now().immobilised).toBe(false);
  void cabin.command('immobilise');
  await advance(20);
  expect(car.now().immobilised).toBe(true);
});
