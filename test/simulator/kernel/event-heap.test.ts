import fc from 'fast-check';
import { expect, test } from 'vitest';
import { milliseconds } from '../../../protocol/units.ts';
import { EventHeap, type ScheduledEvent } from '../../../simulator/kernel/event-heap.ts';

const key = ({ at, tie, sequence }: ScheduledEvent): number => at * 100 + tie * 10 + sequence / 1_000;

test('events leave in the order of time, tie and sequence, however pushes and shifts mix', () => {
  const step = fc.oneof(fc.record({ at: fc.nat(9), tie: fc.nat(9) }), fc.constant('shift' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new EventHeap();
      let model: ScheduledEvent[] = [];
      for (const [sequence, one] of steps.entries()) {
        if (one === 'shift') {
          expect(heap.shift()).toBe(model[0]);
          model = model.slice(1);
          continue;
        }
        const event = {
          at: milliseconds(one.at),
          tie: one.tie,
          sequence,
          run: () => {},
          owner: null,
          cancelled: false,
        };
        heap.push(event);
        model = [...model, event].toSorted((a, b) => key(a) - key(b));
        expect([heap.first(), heap.size]).toEqual([model[0], model.length]);
      }
    }),
  );
});
