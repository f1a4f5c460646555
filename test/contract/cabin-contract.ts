import { describe, expect, test } from 'vitest';
import type { Cabin } from '../../device/ports.ts';
import type { SimulatedCar } from '../../simulator/car/car.ts';

/** A bolt takes 150 ms, and a busy machine its time. */
const inTime = { timeout: 10_000 };

export interface CabinBench {
  readonly cabin: Cabin;
  /** The car behind the board: parked and locked, immobilised, key and card in. */
  readonly car: SimulatedCar;
}

const parked = {
  ignitionOn: false,
  doorsClosed: true,
  doorsLocked: true,
  keyInHolder: true,
  fuelCardInHolder: true,
};

/** What every `Cabin` does, be it a board over Modbus or the twin. Each test gets a car of its own. */
export function describeCabin(kind: string, open: () => Promise<CabinBench>): void {
  describe(`${kind} as a cabin`, () => {
    test('reads the inputs of a parked car', async () => {
      const { cabin } = await open();
      expect(await cabin.read()).toEqual(parked);
    });

    test('reads each input by itself', async () => {
      const { cabin, car } = await open();
      car.happen({ kind: 'fuel-card-moved', inHolder: false });
      expect(await cabin.read()).toEqual({ ...parked, fuelCardInHolder: false });
      car.happen({ kind: 'key-moved', inHolder: false });
      expect(await cabin.read()).toEqual({ ...parked, fuelCardInHolder: false, keyInHolder: false });
      car.happen({ kind: 'locked', locked: false });
      car.happen({ kind: 'doors-opened' });
      expect(await cabin.read()).toMatchObject({ doorsLocked: false, doorsClosed: false });
      car.happen({ kind: 'immobiliser-set', immobilised: false });
      car.happen({ kind: 'ignition-turned', on: true });
      expect(await cabin.read()).toMatchObject({ ignitionOn: true });
    });

    test('unlocks and locks', async () => {
      const { cabin, car } = await open();
      await cabin.command('unlock');
      await expect.poll(() => car.now().doorsLocked, inTime).toBe(false);
      expect(await cabin.read()).toEqual({ ...parked, doorsLocked: false });
      await cabin.command('lock');
      await expect.poll(() => car.now().doorsLocked, inTime).toBe(true);
    });

    test('sets and releases the immobiliser, and the lock alone does neither', async () => {
      const { cabin, car } = await open();
      await cabin.command('unlock');
      expect(car.now().immobilised).toBe(true);
      await cabin.command('release');
      expect(car.now().immobilised).toBe(false);
      await cabin.command('immobilise');
      await expect.poll(() => car.now(), inTime).toMatchObject({ immobilised: true, doorsLocked: false });
    });

    test('takes requests made at once in the order in which they were made', async () => {
      const { cabin, car } = await open();
      await Promise.all([cabin.command('release'), cabin.command('immobilise')]);
      expect(car.now().immobilised).toBe(true);
      await Promise.all([cabin.command('immobilise'), cabin.command('release')]);
      expect(car.now().immobilised).toBe(false);
    });
  });
}
