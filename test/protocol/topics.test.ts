import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carId } from '../../protocol/ids.ts';
import { carMayPublish, carMaySubscribe, carTopics, parseTopic, topicOf } from '../../protocol/topics.ts';
import { cars } from './messages/field-values.ts';

const car = carId('car-007');
const other = carId('car-008');

describe('topics (clause 2.2)', () => {
  it('are built and parsed alike', () => {
    fc.assert(
      fc.property(cars, fc.constantFrom(...carTopics), (anyCar, name) => {
        expect(parseTopic(topicOf(anyCar, name))).toEqual({ car: anyCar, name });
      }),
    );
  });

  it.each([
    'ritmeter/2/cars/car-007/records',
    'ritmeter/1/cars/car-007/record',
    'ritmeter/1/cars/car-007/records/',
    'ritmeter/1/cars//records',
    'ritmeter/1/cars/CAR/records',
    'ritmeter/1/cars/nine-long/records',
    'ritmeter/1/cars/+/records',
    'ritmeter/1/cars/car-007/#',
    'ritmeter/1/cars/car-007/toString',
    '/ritmeter/1/cars/car-007/records',
    'ritmeter/1/cars/car-007/records\n',
    '',
  ])('%j is none', (topic) => {
    expect(parseTopic(topic)).toBeNull();
  });
});

describe('the rights of a car (clause 2.4)', () => {
  it.each(['records', 'samples', 'losses', 'status'] as const)('it writes %s, its own alone', (name) => {
    expect(carMayPublish(car, topicOf(car, name))).toBe(true);
    expect(carMayPublish(car, topicOf(other, name))).toBe(false);
    expect(carMaySubscribe(car, topicOf(car, name))).toBe(false);
  });

  it.each(['receipts', 'commands', 'lists'] as const)('it reads %s, its own alone', (name) => {
    expect(carMaySubscribe(car, topicOf(car, name))).toBe(true);
    expect(carMaySubscribe(car, topicOf(other, name))).toBe(false);
    expect(carMayPublish(car, topicOf(car, name))).toBe(false);
  });

  it.each([
    '#',
    '+/1/cars/car-007/receipts',
    'ritmeter/1/cars/+/receipts',
    '$SYS/broker',
    'ritmeter/1/#',
    '$share/a/ritmeter/1/cars/car-007/receipts',
  ])('it neither reads nor writes %j', (filter) => {
    expect(carMaySubscribe(car, filter)).toBe(false);
    expect(carMayPublish(car, filter)).toBe(false);
  });
});
