import type { Cycle } from './cycle.ts';
import { hwfet } from './hwfet.ts';
import { udds } from './udds.ts';
import { us06 } from './us06.ts';
import { wltcClass3b } from './wltc-class3b.ts';

/** The driving cycles that can be asked for by name. */
export const cyclesByName: Readonly<Record<string, Cycle>> = { wltc: wltcClass3b, hwfet, udds, us06 };
