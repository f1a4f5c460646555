import { expect, test } from 'vitest';
import { CarQueue } from '../../../gateway/ingest/car-queue.ts';
import { carId } from '../../../protocol/ids.ts';
import { epochMilliseconds, milliseconds } from '../../../protocol/units.ts';

const now = milliseconds(0);

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

test('a car with a backlog gets no more than its share of each round (D13)', () => {
  const queue = new CarQueue();
  for (let count = 0; count < 100; count++) queue.add(waiting('backlog', 4100), now);
  for (let number = 0; number < 50; number++)
    for (let count = 0; count < 20; count++) queue.add(waiting(`c${number}`, 400), now);
  const group = queue.take({ messages: 1000, cost: 200_000 });
  expect(carsOf(group).filter((car) => car === 'backlog')).toHaveLength(1);
  expect(new Set(carsOf(group)).size).toBeGreaterThan(40);
});

test('who sends one long message stands back until the others have had as much', () => {
  const queue = new CarQueue();
  for (let count = 0; count < 3; count++) queue.add(waiting('giant', 60_000), now);
  for (const car of ['a', 'b']) for (let count = 0; count < 1000; count++) queue.add(waiting(car, 350), now);
  const cars: string[] = [];
  while (cars.length < 250) cars.push(...carsOf(queue.take({ messages: 1000, cost: 150_000 })));
  const share = (car: string) => cars.filter((each) => each === car).length * 400;
  expect(share('a')).toBeGreaterThan(40_000);
  expect(Math.abs(share('a') - share('b'))).toBeLessThanOrEqual(8192);
});

test('a group ends with a round: what a car has more than the others waits for its next share (D13)', () => {
  const queue = new CarQueue();
  for (let count = 0; count < 50; count++) queue.add(waiting('backlog', 7500), now);
  for (let number = 0; number < 50; number++)
    for (let count = 0; count < 20; count++) queue.add(waiting(`c${number}`, 140), now);
  const group = carsOf(queue.take({ messages: 2000, cost: 1_000_000 }));
  expect(group.filter((car) => car === 'backlog')).toHaveLength(1);
  expect(group.length).toBe(1001);
});

test('cars that send as they are acknowledged get no less than one with a backlog', () => {
  const queue = new CarQueue();
  const taken = { backlog: 0, others: 0 };
  for (let count = 0; count < 200; count++) queue.add(waiting('backlog', 7500), now);
  for (let turn = 0; turn < 300; turn++) {
    for (let number = 0; number < 17; number++)
      for (let count = 0; count < 20; count++) queue.add(waiting(`c${(turn % 3) * 17 + number}`, 140), now);
    for (const { message } of queue.take({ messages: 1000, cost: 1_000_000 }))
      taken[message.car === 'backlog' ? 'backlog' : 'others'] += message.payload.length + 50;
  }
  expect(taken.backlog / (taken.others / 51)).toBeLessThan(1.2);
  expect(taken.backlog / (taken.others / 51)).toBeGreaterThan(0.8);
});

test('alone a backlog is taken in groups of about a quantum', () => {
  const queue = new CarQueue();
  for (let count = 0; count < 500; count++) queue.add(waiting('backlog', 140), now);
  const sizes = Array.from({ length: 3 }, () => queue.take({ messages: 1000, cost: 1_000_000 }).length);
  expect(Math.min(...sizes)).toBeGreaterThan(60);
  expect(Math.max(...sizes)).toBeLessThan(100);
});

test('taken all at once nothing is left waiting', () => {
  const queue = new CarQueue();
  for (let count = 0; count < 500; count++) queue.add(waiting(`c${count % 3}`, 140), now);
  expect(queue.takeAll()).toHaveLength(500);
  expect({ messages: queue.messages, bytes: queue.bytes }).toEqual({ messages: 0, bytes: 0 });
});

test('a debt is not forgotten while its car has nothing waiting', () => {
  const queue = new CarQueue();
  for (const car of ['a', 'b']) for (let count = 0; count < 1000; count++) queue.add(waiting(car, 350), now);
  let giants = 0;
  for (let turn = 0; turn < 20; turn++) {
    const giant = waiting('giant', 60_000);
    if (turn === 0 || giants < turn) queue.add(giant, now);
    const group = queue.take({ messages: 1000, cost: 10_000 });
    giants += carsOf(group).filter((car) => car === 'giant').length;
  }
  expect(giants).toBeLessThanOrEqual(4);
});

test('what a message cost beside its bytes is charged to its car', () => {
  const queue = new CarQueue();
  for (const car of ['good', 'bad'])
    for (let count = 0; count < 500; count++) queue.add(waiting(car, 50), now);
  const taken = { good: 0, bad: 0 };
  for (let turn = 0; turn < 50; turn++) {
    for (const each of queue.take({ messages: 10, cost: 100_000 })) {
      const isBad = each.message.car === 'bad';
      taken[isBad ? 'bad' : 'good']++;
      if (isBad) queue.charge(each.message, 1000);
    }
  }
  expect(taken.good).toBeGreaterThan(3 * taken.bad);
});

test('many small messages of one car are one turn of it', () => {
  const queue = new CarQueue();
  for (let count = 0; count < 500; count++) queue.add(waiting('flood', 1), now);
  for (let number = 0; number < 20; number++) queue.add(waiting(`c${number}`, 9000), now);
  const group = queue.take({ messages: 120, cost: 300_000 });
  const beforeOthers = carsOf(group).findIndex((car) => car !== 'flood');
  expect(beforeOthers).toBeGreaterThan(0);
  expect(beforeOthers).toBeLessThan(90);
  expect(carsOf(group).filter((car) => car !== 'flood')).toHaveLength(20);
});

test('cars that send little stand apart from those that send much', () => {
  const queue = new CarQueue();
  for (let count = 0; count < 10; count++) queue.add(waiting('backlog', 10_000), now);
  expect(queue.add(waiting('live', 300), now)).toBe('light');
  expect(queue.add(waiting('backlog', 1), now)).toBe('heavy');
  expect(carsOf(queue.take({ messages: 100, cost: 100_000 }, 'light'))).toEqual(['live']);
  expect(queue.has('light')).toBe(false);
  expect(carsOf(queue.take({ messages: 1, cost: 1 }, 'heavy'))).toEqual(['backlog']);
});

test('who comes next is who has waited longest for a turn', () => {
  const queue = new CarQueue();
  for (const car of ['a', 'b', 'c'])
    for (let count = 0; count < 2; count++) queue.add(waiting(car, 5000), now);
  const turn = () => carsOf(queue.take({ messages: 1, cost: 1 }));
  expect([turn(), turn(), turn(), turn(), turn(), turn()].flat()).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

test("a car's messages stay in their order, and all are counted", () => {
  const queue = new CarQueue();
  for (let number = 0; number < 40; number++) queue.add(waiting('a', 10, number), now);
  expect({ messages: queue.messages, bytes: queue.bytes }).toEqual({ messages: 40, bytes: 400 });
  const order: number[] = [];
  while (queue.messages > 0)
    order.push(...queue.take({ messages: 7, cost: 2000 }).map(({ message }) => message.receivedAt));
  expect(order).toEqual(Array.from({ length: 40 }, (_, number) => number));
  expect(queue.bytes).toBe(0);
});

test('a car that sends much in the long run is heavy though little of it waits at once, until it has been silent', () => {
  const queue = new CarQueue();
  const weights = Array.from({ length: 100 }, (_, number) => {
    const weight = queue.add(waiting('busy', 350), milliseconds(number * 10));
    queue.take({ messages: 10, cost: 10_000 });
    return weight;
  });
  expect(weights[0]).toBe('light');
  expect(weights.at(-1)).toBe('heavy');
  expect(queue.add(waiting('busy', 350), milliseconds(7000))).toBe('light');
});
