import { expect, test } from 'vitest';
import { Instruments } from '../../../simulator/car/instrument.ts';

const answer = (command: string) => [
  { id: '7E8', bytes: [0x41, Number.parseInt(command.slice(2), 16), 0, 3, 7, 9] },
];

test.each(['01A6', '0131'])(
  'a misreading of %s is told once, and the next one is another: no two in a row confirm each other',
  (command) => {
    const instruments = new Instruments();
    const told = (): string => String(instruments.shown(command, answer(command))[0]?.bytes);
    const right = told();
    const wild = [1, 2].map(() => {
      instruments.misreadOnce();
      return told();
    });
    expect(new Set([right, ...wild]).size).toBe(3);
    expect(told()).toBe(right);
  },
);
