import { describe, expect, test } from 'vitest';
import { reservationId } from '../../../protocol/ids.ts';
import type { Action, Verdict } from '../../../protocol/messages/words.ts';
import { milliseconds, shifted } from '../../../protocol/units.ts';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { odometerCar } from '../../../simulator/car/models.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { Asking } from '../../../simulator/fleet/asking.ts';
import type { CarToken } from '../../../simulator/fleet/phone.ts';
import { start } from '../world.ts';

const reservation = reservationId('00000000000000aa');
const token: CarToken = { token: new Uint8Array(), carKey: new Uint8Array(32), lists: [] };
type Reply = { readonly verdict: Verdict | null; readonly opens?: boolean };

/** A driver at a car that replies as it is told, the last reply ever after; `opens` says what the locks do, whatever it says. */
function bench(patienceSeconds: number, ...replies: readonly [Reply, ...Reply[]]) {
  let elapsed = 0;
  const asked: string[] = [];
  const clock = { elapsed: () => milliseconds(elapsed), wall: () => shifted(start, elapsed) };
  const car = createSimulatedCar(
    clock,
    parkedCar({ model: odometerCar, odometerMetres: 1_000_000, clearedMetresAgo: 5, fuelMillilitres: 9_000 }),
  );
  const waiting = [...replies];
  const request = async (action: Action) => {
    const [reply = replies[0]] = waiting.length > 1 ? waiting.splice(0, 1) : waiting;
    if (reply.opens !== undefined) {
      car.happen({ kind: 'immobiliser-set', immobilised: false });
      car.happen({ kind: 'locked', locked: !reply.opens });
    }
    asked.push(`${action} ${reply.verdict}`);
    if (reply.verdict === null) throw new Error('no answer');
    return { type: 'answer', request: 1, nonce: new Uint8Array(16), verdict: reply.verdict } as const;
  };
  const asking = new Asking({
    dial: () => ({ phone: { request }, end: { close() {} } }),
    car,
    trueTime: () => shifted(start, elapsed),
    sleep: async (length) => {
      elapsed += length;
    },
    patience: milliseconds(patienceSeconds * 1000),
    putRight: async () => {
      asked.push('put right');
    },
    asked: () => {},
  });
  return { asking, asked, car };
}

describe('a driver at a car', () => {
  test('without patience takes the first refusal for the last', async () => {
    const { asking, asked } = bench(0, { verdict: 'car-in-use' });
    await expect(asking.pickUp(token, reservation)).rejects.toThrow('unlock was refused: car-in-use');
    expect(asked).toEqual(['unlock car-in-use']);
  });

  test('told that something is missing, puts it right and asks again', async () => {
    const { asking, asked } = bench(120, { verdict: 'checklist-incomplete' }, { verdict: 'granted' });
    await asking.insist(token, reservation, 'end');
    expect(asked).toEqual(['end checklist-incomplete', 'put right', 'end granted']);
  });

  test('tries again until the car opens, or patience is over', async () => {
    const { asking, asked } = bench(120, { verdict: null }, { verdict: 'granted' });
    expect(await asking.pickUp(token, reservation)).toBe(true);
    expect(asked).toEqual(['unlock null', 'unlock granted']);
    const never = bench(120, { verdict: null });
    await expect(never.asking.pickUp(token, reservation)).rejects.toThrow('unlock was refused: no answer');
    expect(never.asked).toHaveLength(5);
  });

  test('gets in where the locks moved and the answer was lost, but not into a car that another has opened', async () => {
    const lost = bench(120, { verdict: null, opens: true });
    expect(await lost.asking.pickUp(token, reservation)).toBe(true);
    expect(lost.asked).toHaveLength(1);
    const taken = bench(120, { verdict: 'car-in-use', opens: true }, { verdict: 'granted' });
    expect(await taken.asking.pickUp(token, reservation)).toBe(true);
    expect(taken.asked).toHaveLength(2);
  });

  test('goes home where the car takes it to be another time (D8)', async () => {
    const { asking } = bench(120, { verdict: 'expired' });
    expect(await asking.pickUp(token, reservation)).toBe(false);
  });

  test('goes home as well where such a car says nothing at last', async () => {
    const { asking } = bench(60, { verdict: 'expired' }, { verdict: 'expired' }, { verdict: null });
    expect(await asking.pickUp(token, reservation)).toBe(false);
    const { asking: silent } = bench(60, { verdict: 'car-in-use' }, { verdict: null });
    await expect(silent.pickUp(token, reservation)).rejects.toThrow('unlock was refused: no answer');
  });

  test('goes home as well where such a car has closed what it began when nobody heard its answer', async () => {
    const ended = [{ verdict: 'expired' }, { verdict: 'rental-ended' }] as const;
    const { asking, asked } = bench(600, { verdict: null }, ...ended);
    expect(await asking.pickUp(token, reservation)).toBe(false);
    expect(asked).toHaveLength(3);
    const right = bench(60, { verdict: null }, { verdict: 'rental-ended' });
    await expect(right.asking.pickUp(token, reservation)).rejects.toThrow('unlock was refused: rental-ended');
  });

  test('opens anew a car that has forgotten the rental, and never gives up in one', async () => {
    const { asking, asked } = bench(120, { verdict: 'no-rental' }, { verdict: 'granted' });
    await asking.insist(token, reservation, 'lock');
    expect(asked).toEqual(['lock no-rental', 'unlock granted', 'lock granted']);
    const silent = bench(1, { verdict: null }, ...Array.from({ length: 49 }, () => ({ verdict: null })), {
      verdict: 'granted',
    });
    await silent.asking.insist(token, reservation, 'end');
    expect(silent.asked).toHaveLength(51);
  });

  test('takes a rental that has ended for ended where the first answer was lost, and not before', async () => {
    const lost = bench(120, { verdict: null }, { verdict: 'rental-ended' });
    await lost.asking.insist(token, reservation, 'end');
    expect(lost.asked).toHaveLength(2);
    const first = bench(0, { verdict: 'rental-ended' });
    await expect(first.asking.insist(token, reservation, 'end')).rejects.toThrow('end was refused');
  });
});
