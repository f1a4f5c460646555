import { expect, test } from 'vitest';
import { Answers } from '../../../gateway/ingest/answers.ts';
import { carId, journalId } from '../../../protocol/ids.ts';
import { maxReceiptRanges } from '../../../protocol/messages/receipt.ts';
import { milliseconds } from '../../../protocol/units.ts';

const journal = journalId('00000000000000aa');
const answer = (car: string, unreadable: readonly Uint8Array[] = []) => ({
  car: carId(car),
  journals: new Set([journal]),
  unreadable,
});
const at = milliseconds;
const cars = (due: ReturnType<Answers['takeDue']>): string[] => due.map(({ car }) => car);

test('a first receipt is due at once, the next ones once in each interval (D3)', () => {
  const answers = new Answers(at(200));
  answers.add(answer('a'), at(1000));
  expect(cars(answers.takeDue(at(1000)))).toEqual(['a']);
  answers.add(answer('a'), at(1050));
  answers.add(answer('a'), at(1100));
  expect(answers.takeDue(at(1199))).toEqual([]);
  expect(answers.dueIn(at(1150))).toBe(50);
  expect(cars(answers.takeDue(at(1200)))).toEqual(['a']);
  expect(answers.dueIn(at(1200))).toBeNull();
});

test('one car does not wait for another', () => {
  const answers = new Answers(at(200));
  answers.add(answer('a'), at(0));
  answers.takeDue(at(0));
  answers.add(answer('a'), at(10));
  answers.add(answer('b'), at(10));
  expect(cars(answers.takeDue(at(10)))).toEqual(['b']);
});

test('what was unreadable is gathered too, as much as a receipt can name (D4, clause 9)', () => {
  const answers = new Answers(at(200));
  answers.add(answer('a'), at(0));
  answers.takeDue(at(0));
  for (let count = 0; count < 50; count++) answers.add(answer('a', [new Uint8Array([count])]), at(10));
  expect(answers.takeDue(at(200))[0]?.unreadable).toHaveLength(maxReceiptRanges);
});

test('a car that goes on sending is answered when it pauses, or after five intervals', () => {
  const answers = new Answers(at(200));
  answers.add(answer('a'), at(0));
  answers.takeDue(at(0));
  for (let now = 50; now < 1000; now += 50) {
    answers.add(answer('a'), at(now));
    expect(answers.takeDue(at(now))).toEqual([]);
  }
  expect(cars(answers.takeDue(at(1000)))).toEqual(['a']);
  answers.add(answer('a'), at(1050));
  answers.add(answer('a'), at(1190));
  expect(answers.takeDue(at(1289))).toEqual([]);
  expect(cars(answers.takeDue(at(1290)))).toEqual(['a']);
});
