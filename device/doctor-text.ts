import type { Finding } from './finding.ts';

const marks = { ok: 'ok', warn: 'LOOK', fail: 'FAIL' } as const;
const checkWidth = 16;
const markWidth = 5;

/** One row of the table that a mechanic reads. */
export const findingLine = ({ check, verdict, says }: Finding): string =>
  `${check.padEnd(checkWidth)} ${marks[verdict].padEnd(markWidth)} ${says}`;

/** Whether the car may go on the road. */
export const isFit = (findings: readonly Finding[]): boolean =>
  findings.every(({ verdict }) => verdict !== 'fail');
