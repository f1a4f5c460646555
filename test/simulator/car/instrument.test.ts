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

test('of two odometers only PID A6 stands still, so that they disagree', () => {
  const instruments = new Instruments();
  const told = (command: string, value: number): number | undefined =>
    instruments.shown(command, [{ id: '7E8', bytes: [0, 0, 0, 0, 0, 0, value] }])[0]?.bytes[6];
  told('01A6', 1);
  instruments.stick(true);
  expect([told('22D160', 2), told('01A6', 2), told('22D160', 3)]).toEqual([2, 1, 3]);
});

test('a stuck odometer says what it said last until it is free, and what counts beside it goes on', () => {
  const instruments = new Instruments();
  const told = (command: string, value: number): number | undefined =>
    instruments.shown(command, [{ id: '7E8', bytes: [0x41, 0, 0, 0, 0, value] }])[0]?.bytes[5];
  expect(told('01A6', 1)).toBe(1);
  instruments.stick(true);
  expect([told('01A6', 2), told('0131', 2), told('01A6', 3)]).toEqual([1, 2, 1]);
  instruments.stick(false);
  expect(told('01A6', 4)).toBe(4);
});
