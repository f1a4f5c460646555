import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Figure, figure } from './figure.ts';

const script = fileURLToPath(new URL('car-hour-run.ts', import.meta.url));
/** Noise of the collector, and what the twins remember. */
const mostGrowthMegabytes = 1;

/** What an hour of driving leaves in the memory of the unit's core and its twins, in virtual time. */
export function hourFigures(): readonly Figure[] {
  const printed = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
  const alive = z.array(z.number()).length(7).parse(JSON.parse(printed));
  const [warm = 0] = alive;
  const growth = ((alive.at(-1) ?? 0) - warm) / 1e6;
  return [
    figure('device.heap', Math.max(...alive) / 1e6, 'MB', 'reported'),
    figure('device.heap-growth', growth, 'MB/h', { atMost: mostGrowthMegabytes }),
  ];
}
