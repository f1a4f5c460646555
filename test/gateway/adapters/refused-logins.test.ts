import { expect, test } from 'vitest';
import { RefusedLogins } from '../../../gateway/adapters/refused-logins.ts';
import { type LogFields, silentLog } from '../../../protocol/runtime.ts';

const wrong = 'wrong name or password';

function setUp() {
  const lines: LogFields[] = [];
  let now = 0;
  const log = { ...silentLog, warn: (fields: LogFields) => void lines.push(fields) };
  const logins = new RefusedLogins(log, () => now);
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { lines, logins, pass };
}

test('a refused login is one line with car, address and reason; again only after a minute', () => {
  const { lines, logins, pass } = setUp();
  logins.refused('car-1', '10.0.0.7', wrong);
  logins.refused('car-1', '10.0.0.7', wrong);
  logins.refused('car-1', '10.0.0.8', wrong);
  expect(lines).toEqual([
    { car: 'car-1', address: '10.0.0.7', reason: wrong },
    { car: 'car-1', address: '10.0.0.8', reason: wrong },
  ]);
  pass(60_000);
  logins.refused('car-1', '10.0.0.7', wrong);
  expect(lines.slice(2)).toEqual([{ logins: 1 }, { car: 'car-1', address: '10.0.0.7', reason: wrong }]);
});

test('twenty lines a minute, whatever is guessed from wherever; the rest is counted', () => {
  const { lines, logins, pass } = setUp();
  for (let guess = 0; guess < 1000; guess++) logins.refused(`car-${guess}`, `10.0.0.${guess}`, wrong);
  expect(lines).toHaveLength(20);
  pass(60_000);
  logins.refused('car-1', '10.0.0.1', wrong);
  expect(lines.slice(20)).toMatchObject([{ logins: 980 }, { car: 'car-1' }]);
});

test('a name that can be no car’s is not told: it may be a password in the wrong place', () => {
  const { lines, logins } = setUp();
  logins.refused('correct horse battery staple', '10.0.0.7', wrong);
  expect(lines).toEqual([{ car: 'none', address: '10.0.0.7', reason: wrong }]);
});
