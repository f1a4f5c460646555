import { cityDay } from './car-day.ts';
import { type Figure, figure } from './figure.ts';
import { measureRecovery } from './journal-recovery.ts';

/** What the car's journal costs. */
export async function run(): Promise<readonly Figure[]> {
  const { recovery, readBack } = await measureRecovery();
  const { flashBytes } = await cityDay();
  return [
    figure('journal.recovery', recovery, 'ms', { atMost: 1_000 }),
    figure('journal.read-back', readBack, 'ms', 'reported'),
    figure('journal.flash-per-day', flashBytes / 1_000, 'kB', { atMost: 2_000 }),
  ];
}
