import { describe, expect, test } from 'vitest';
import type { Cabin } from '../../../device/ports.ts';
import { createCabinBoard } from '../../../simulator/car/cabin.ts';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { odometerCar } from '../../../simulator/car/models.ts';
import type { PulseEnder } from '../../../simulator/car/relay-board.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { createManualClock } from '../../support/manual-clock.ts';

function bench(pulseEndsBy: PulseEnder = 'board') {
  const time = createManualClock();
  const initial = { model: odometerCar, odometerMetres: 1000, clearedMetresAgo: 0, fuelMillilitres: 20_000 };
  const car = createSimulatedCar(time.clock, parkedCar(initial));
  const cabin = createCabinBoard(time.timers, car, 20, { pulseEndsBy });
  const done = async <Result>(request: Promise<Result>): Promise<Result> => {
    const both = Promise.allSettled([request]);
    await time.advance(1_000);
    await both;
    return request;
  };
  return {
    advance: time.advance,
    car,
    cabin,
    command: (command: Parameters<Cabin['command']>[0]) => done(cabin.command(command)),
    isLocked: async () => (await done(cabin.read())).doorsLocked,
  };
}

test('requests are carried out one at a time, each after its latency', async () => {
  const { advance, cabin, car } = bench();
  const released = cabin.command('release');
  const read = cabin.read();
  await advance(20);
  await released;
  expect(car.now().immobilised).toBe(false);
  await advance(20);
  expect(await read).toEqual({
    ignitionOn: false,
    doorsClosed: true,
    doorsLocked: true,
    keyInHolder: true,
    fuelCardInHolder: true,
  });
});

test('a lock pulse does nothing while a door is open, and the inputs show it', async () => {
  const { cabin, car, command } = bench();
  car.happen({ kind: 'locked', locked: false });
  car.happen({ kind: 'doors-opened' });
  await command('lock');
  const read = cabin.read();
  void command('release');
  expect(await read).toMatchObject({ doorsLocked: false, doorsClosed: false });
});

test('another board in its place answers nothing, and nothing is asked of it', async () => {
  const { cabin, car, command } = bench();
  cabin.trouble('swapped');
  await expect(command('unlock')).rejects.toMatchObject({
    code: 'cabin-unreachable',
    mayHaveHappened: false,
  });
  expect(car.now().doorsLocked).toBe(true);
});

test('immobilise and release set the immobiliser', async () => {
  const { car, command } = bench();
  await command('release');
  expect(car.now().immobilised).toBe(false);
  await command('immobilise');
  expect(car.now().immobilised).toBe(true);
});

describe('a pulse of lock and unlock', () => {
  test('is read back once the bolt is over, and no sooner', async () => {
    const { advance, cabin } = bench();
    const [, before] = [cabin.command('unlock'), cabin.read()];
    await advance(40);
    expect(await before).toMatchObject({ doorsLocked: true });
    const after = cabin.read();
    await advance(150);
    const later = cabin.read();
    await advance(20);
    expect([await after, await later].map(({ doorsLocked }) => doorsLocked)).toEqual([true, false]);
  });

  test.each([
    ['a bolt that is stuck', 'stuck'],
    ['pulses that are too short', 'short-pulses'],
  ] as const)('leaves the doors as they are by %s, and is told as done all the same', async (_, trouble) => {
    const { cabin, command, isLocked } = bench();
    cabin.trouble(trouble);
    await command('unlock');
    expect(await isLocked()).toBe(true);
    cabin.trouble('none');
    await command('unlock');
    expect(await isLocked()).toBe(false);
  });

  test('turns no motor while the other relay does not let go', async () => {
    const { cabin, command, isLocked } = bench();
    cabin.trouble('relay-stuck');
    await command('unlock');
    await command('lock');
    expect(await isLocked()).toBe(false);
    cabin.trouble('none');
    await command('lock');
    expect(await isLocked()).toBe(true);
  });
});

describe('a pulse that the unit ends', () => {
  test('is through once it has ended, and so is what waits for it', async () => {
    const { advance, cabin } = bench('unit');
    let isRead = false;
    const unlocked = cabin.command('unlock');
    const read = cabin.read().then(() => {
      isRead = true;
    });
    await advance(519);
    expect(isRead).toBe(false);
    await advance(21);
    await Promise.all([unlocked, read]);
    expect(isRead).toBe(true);
  });

  test('of which the board refuses the end may have happened, and nothing else is answered until it lets go', async () => {
    const { cabin, car, command, isLocked } = bench('unit');
    cabin.trouble('end-refused');
    await expect(command('unlock')).rejects.toMatchObject({ mayHaveHappened: true });
    expect(car.now().doorsLocked).toBe(false);
    await expect(command('lock')).rejects.toMatchObject({ mayHaveHappened: false });
    cabin.trouble('none');
    await command('lock');
    expect(await isLocked()).toBe(true);
  });

  test('goes on where the unit is gone in the middle of it, and the next unit lets go before it asks anything', async () => {
    const { advance, cabin, command, isLocked } = bench('unit');
    void cabin.command('unlock');
    await advance(100);
    cabin.unitLost();
    await advance(1_000);
    cabin.trouble('end-refused');
    await expect(command('lock')).rejects.toMatchObject({ mayHaveHappened: false });
    cabin.trouble('none');
    expect(await isLocked()).toBe(false);
    await command('lock');
    expect(await isLocked()).toBe(true);
  });
});
