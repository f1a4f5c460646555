import { expect, test } from 'vitest';
import { CarQueue } from '../../../gateway/ingest/car-queue.ts';
import { carId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';

const waiting = (car: string, bytes: number, number = 0) => ({
  message: {
    car: carId(car),
    topic: 'records' as const,
    payload: new Uint8Array(bytes).fill(number),
    receivedAt: epochMilliseconds(number),
  },
  stored: () => {},
  failed: () => {},
});

const carsOf = (group: ReturnType<CarQueue['take']>): string[] => group.map(({ message }) => message.car);

test('the backlog of one car takes no more of a group than its turns (D13)', () => {
  const queue = new CarQueue();
  for (let count = 0; count < 100; count++) queue.add(waiting('flood', 60_000));
  for (let number = 0; number < 50; number++) queue.add(waiting(`c${number}`, 200));
  const group = queue.take({ messages: 1000, bytes: 128 * 1024 });
  expect(carsOf(group).filter((car) => car === 'flood')).toHaveLength(2);
  expect(new Set(carsOf(group)).size).toBe(51);
});

test('many small messages of one car are one turn of it', () => {
  const queue = new CarQueue();
  for (let count = 0; count < 500; count++) queue.add(waiting('flood', 1));
  for (let number = 0; number < 20; number++) queue.add(waiting(`c${number}`, 200));
  const group = queue.take({ messages: 100, bytes: 128 * 1024 });
  const beforeOthers = carsOf(group).findIndex((car) => car !== 'flood');
  expect(beforeOthers).toBeGreaterThan(0);
  expect(beforeOthers).toBeLessThan(30);
  expect(carsOf(group).filter((car) => car !== 'flood')).toHaveLength(20);
});

test('who comes next is who has waited longest for a turn', () => {
  const queue = new CarQueue();
  for (const car of ['a', 'b', 'c']) for (let count = 0; count < 2; count++) queue.add(waiting(car, 5000));
  const turn = () => carsOf(queue.take({ messages: 1, bytes: 1 }));
  expect([turn(), turn(), turn(), turn(), turn(), turn()]).toEqual([
    ['a'],
    ['b'],
    ['c'],
    ['a'],
    ['b'],
    ['c'],
  ]);
});

test("a car's messages stay in their order, and all are counted", () => {
  const queue = new CarQueue();
  for (let number = 0; number < 40; number++) queue.add(waiting('a', 10, number));
  expect({ messages: queue.messages, bytes: queue.bytes }).toEqual({ messages: 40, bytes: 400 });
  const order: number[] = [];
  while (queue.messages > 0)
    order.push(...queue.take({ messages: 7, bytes: 2000 }).map(({ message }) => message.receivedAt));
  expect(order).toEqual(Array.from({ length: 40 }, (_, number) => number));
  expect(queue.bytes).toBe(0);
});
