import { describe, expect, it } from 'vitest';
import { alternate, figure, median, medianOf } from './figure.ts';

describe('a figure', () => {
  it.each([
    [{ atLeast: 10 }, 10, '≥ 10', true],
    [{ atLeast: 10 }, 9.9, '≥ 10', false],
    [{ atMost: 10 }, 10, '≤ 10', true],
    [{ atMost: 10 }, 10.1, '≤ 10', false],
    ['reported', 10, 'reported', null],
  ] as const)('held to %j is judged at %d', (target, value, text, ok) => {
    expect(figure('rate', value, 'records/s', target)).toEqual({
      name: 'rate',
      value,
      unit: 'records/s',
      target: text,
      ok,
    });
  });

  it('that is no number reaches no target', () => {
    expect(figure('rate', Number.NaN, 'records/s', { atLeast: 0 }).ok).toBe(false);
  });
});

describe('the median', () => {
  it.each([
    [[5, 100, 1, 4, 3], 4],
    [[6, 1, 2, 100, 3, 4], 3.5],
    [[10, 9, 2, 1, 30], 9],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it('takes at least five runs', () => {
    expect(() => median([1, 2, 3, 4])).toThrow('4 runs');
  });

  it('is that of five measurements unless told', async () => {
    const measured = [1, 2, 3, 4, 50];
    expect(await medianOf(() => measured.pop() ?? Number.NaN)).toBe(3);
    expect(measured).toEqual([]);
  });
});

describe('two things compared', () => {
  it('are measured in turn, each first every second time', async () => {
    const order: string[] = [];
    const record = (name: string, value: number) => () => {
      order.push(name);
      return value;
    };
    expect(await alternate(record('a', 1), record('b', 2), 6)).toEqual({ a: 1, b: 2 });
    expect(order.join('')).toBe('abbaabbaabba');
  });

  it('wait for each other', async () => {
    let running = 0;
    const measure = async () => {
      running += 1;
      await Promise.resolve();
      return running--;
    };
    expect(await alternate(measure, measure)).toEqual({ a: 1, b: 1 });
  });
});
