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

/** Doors whose board answers as listed, and as the last one from then on. */
function doorsReading(...answers: readonly (CabinInputs | Fault)[]) {
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
    command: async (command) => void commands.push(command),
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
