import { hwfet } from '../../simulator/car/cycles/hwfet.ts';
import { nedc } from '../../simulator/car/cycles/nedc.ts';
import { udds } from '../../simulator/car/cycles/udds.ts';
import { us06 } from '../../simulator/car/cycles/us06.ts';
import { wltcClass3b } from '../../simulator/car/cycles/wltc-class3b.ts';
import { worstError } from '../support/odometer-error.ts';
import { type Figure, figure } from './figure.ts';

const cycles = { wltc: wltcClass3b, udds, hwfet, us06, nedc };

/** A rental's distance against the truth, by source, over each drive cycle, from five odometers: the worst, in virtual time. */
export async function run(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, cycle] of Object.entries(cycles)) {
    const a6 = await worstError('pid-a6', cycle, 1);
    figures.push(figure(`odometer.a6.${name}`, a6.metres, 'm', { atMost: 200 }));
    const counter = await worstError('pid-31', cycle, 1);
    figures.push(figure(`odometer.31.${name}`, counter.metres, 'm', { atMost: 2_000 }));
    const laps = Math.ceil(100_000_000 / cycle.lengthMillimetres);
    const far = await worstError('pid-31', cycle, laps, 1);
    figures.push(figure(`odometer.31.${name}-100-km`, far.percent, '%', { atMost: 1 }));
    const speed = await worstError('speed', cycle, 1);
    figures.push(figure(`odometer.speed.${name}`, speed.percent, '%', { atMost: 1 }));
    const rounded = await worstError('speed-rounded', cycle, 1);
    figures.push(figure(`odometer.speed-rounded.${name}`, rounded.percent, '%', { atMost: 1 }));
  }
  return figures;
}
