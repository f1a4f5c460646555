import { expect, test } from 'vitest';
import { Doors } from '../../device/doors.ts';
import type { CabinInputs } from '../../device/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import { createManualClock } from '../support/manual-clock.ts';

const inputs: CabinInputs = {
  ignitionOn: false,
  doorsClosed: true,
  doorsLocked: true,
  keyInHolder: true,
  fuelCardInHolder: true,
};
const noAnswer = new Fault(
  { code: 'cabin-unreachable', blame: 'environment', temporary: true },
  'wrong checksum',
);

const lostAnswer = new Fault(
  { code: 'cabin-unreachable', blame: 'environment', temporary: true, mayHaveHappened: true },
  'wrong checksum',
);
const unlocked: CabinInputs = { ...inputs, doorsLocked: false };

/** Doors whose board answers as listed, and as the last one from then on. */
const doorsReading = (...answers: readonly (CabinInputs | Fault)[]) => doorsFailing([], ...answers);

/** The same, whose board fails the first relay commands as listed. */
function doorsFailing(failures: readonly (Fault | null)[], ...answers: readonly (CabinInputs | Fault)[]) {
  const time = createManualClock();
  const commands: string[] = [];
  let reads = 0;
  const doors = new Doors({
    timers: time.timers,
    read: async () => {
      const answer = answers[Math.min(reads, answers.length - 1)];
      reads += 1;
      if (answer === undefined || answer instanceof Fault) throw answer;
      return answer;
    },
    async command(command) {
      const failure = failures[commands.length] ?? null;
      commands.push(command);
      if (failure !== null) throw failure;
    },
    motion: () => 'standing',
  });
  return { doors, time, commands };
}

test('a lock that is read back after one answer that was none is done, and was asked for once', async () => {
  const { doors, time, commands } = doorsReading(noAnswer, inputs);
  const locked = doors.lock();
  await time.advance(3_000);
  expect(await locked).toEqual(inputs);
  expect(commands).toEqual(['lock']);
});

test('who asks how the car stands is told after one answer that was none, and not after two', async () => {
  expect(await doorsReading(noAnswer, inputs).doors.read()).toEqual(inputs);
  await expect(doorsReading(noAnswer, noAnswer, inputs).doors.read()).rejects.toBe(noAnswer);
});

test('a lock whose board answers no more is not reported done', async () => {
  const { doors, time } = doorsReading(noAnswer);
  const locked = expect(doors.lock()).rejects.toBe(noAnswer);
  await time.advance(3_000);
  await locked;
});

test('nor is one that is never read back as wanted', async () => {
  const { doors, time } = doorsReading(noAnswer, { ...inputs, doorsLocked: false });
  const locked = doors.lock();
  await time.advance(3_000);
  expect(await locked).toBeNull();
});

test('a pulse whose answer got lost is believed as far as the bolt moved, and given once', async () => {
  const moved = doorsFailing([null, lostAnswer], inputs, unlocked);
  const opened = moved.doors.unlock();
  await moved.time.advance(3_000);
  expect(await opened).toEqual(unlocked);
  expect(moved.commands).toEqual(['release', 'unlock']);
  const stuck = doorsFailing([lostAnswer], unlocked);
  const locked = expect(stuck.doors.lock()).rejects.toBe(lostAnswer);
  await stuck.time.advance(3_000);
  await locked;
  expect(stuck.commands).toEqual(['lock']);
});

test('the immobiliser is released once more where the answer got lost, and no more often', async () => {
  const lostOnce = doorsFailing([lostAnswer], unlocked);
  expect(await lostOnce.doors.unlock()).toEqual(unlocked);
  expect(lostOnce.commands).toEqual(['release', 'release', 'unlock']);
  const lostTwice = doorsFailing([lostAnswer, lostAnswer], unlocked);
  await expect(lostTwice.doors.unlock()).rejects.toBe(lostAnswer);
  expect(lostTwice.commands).toEqual(['release', 'release']);
});

test('a board that was not reached is not asked again', async () => {
  const { doors, commands } = doorsFailing([noAnswer], unlocked);
  await expect(doors.unlock()).rejects.toBe(noAnswer);
  expect(commands).toEqual(['release']);
});
