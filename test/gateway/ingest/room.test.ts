import { expect, test } from 'vitest';
import { Room } from '../../../gateway/ingest/room.ts';

const full = { count: 2, bytes: 100 };

test('a room is full at its bound in number or in bytes, whichever comes first (D13)', () => {
  const room = new Room(() => ({ count: 0, bytes: 0 }), full);
  expect([room.has(100), room.has(101)]).toEqual([true, false]);
  room.taken(60);
  expect([room.has(40), room.has(41)]).toEqual([true, false]);
  room.taken(1);
  expect(room.has(0)).toBe(false);
});

test('some things may fill it several times', () => {
  const room = new Room(() => full, full);
  expect([room.has(1), room.has(1, 2), room.has(101, 2)]).toEqual([false, true, false]);
});

test('what is in it is looked up once, and again where something left', () => {
  let looks = 0;
  const room = new Room(() => ({ count: ++looks, bytes: 0 }), full);
  expect([room.count, room.count]).toEqual([1, 1]);
  room.taken(1);
  expect(room.count).toBe(2);
  room.lookAgain();
  expect([room.count, looks]).toEqual([2, 2]);
});
