import { expect, test } from 'vitest';
import { losePatience } from '../../../simulator/adapters/seed-patience.ts';

/** A thread that has used so much processor time each time somebody looks. */
const threadThatUsed = (...milliseconds: readonly number[]) => {
  const left = [...milliseconds];
  return {
    cpuUsage: async () => ({
      user: 1_000 * (left.length > 1 ? (left.shift() ?? 0) : (left[0] ?? 0)),
      system: 0,
    }),
  };
};

test('a thread is given up for the processor time that it used for this run, whatever it used before', async () => {
  const patience = losePatience(threadThatUsed(5_000, 5_900, 6_100), 1_000);
  await expect(patience.lost).rejects.toThrow('no end within 1 s of processor time');
  patience.cancel();
});

test('a thread that is gone is no thread that goes on', async () => {
  const gone = { cpuUsage: () => Promise.reject(new Error('the thread is gone')) };
  const patience = losePatience(gone, 1_000);
  await expect(patience.lost).rejects.toThrow('the thread is gone');
  patience.cancel();
});
