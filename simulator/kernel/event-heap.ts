import type { Milliseconds } from '../../protocol/units.ts';
import type { Owner } from './owner.ts';

/** Something that happens at one moment of virtual time. */
export interface ScheduledEvent {
  readonly at: Milliseconds;
  /** Drawn from the seed: the order of events at the same moment. */
  readonly tie: number;
  readonly sequence: number;
  readonly run: () => void;
  readonly owner: Owner | null;
  /** Taken back, or over. */
  cancelled: boolean;
}

const comesBefore = (one: ScheduledEvent, other: ScheduledEvent): boolean => {
  if (one.at !== other.at) return one.at < other.at;
  if (one.tie !== other.tie) return one.tie < other.tie;
  return one.sequence < other.sequence;
};

/** Binary heap of events by (time, tie, sequence). */
export class EventHeap {
  readonly #events: ScheduledEvent[] = [];

  get size(): number {
    return this.#events.length;
  }

  first(): ScheduledEvent | undefined {
    return this.#events[0];
  }

  push(event: ScheduledEvent): void {
    const events = this.#events;
    let index = events.length;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = events[parentIndex];
      if (parent === undefined || comesBefore(parent, event)) break;
      events[index] = parent;
      index = parentIndex;
    }
    events[index] = event;
  }

  shift(): ScheduledEvent | undefined {
    const first = this.#events[0];
    const last = this.#events.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  /** Puts an event where the first one was, and moves it down to its place. */
  #sink(event: ScheduledEvent): void {
    const events = this.#events;
    let index = 0;
    for (;;) {
      const leftIndex = 2 * index + 1;
      const left = events[leftIndex];
      if (left === undefined) break;
      const right = events[leftIndex + 1];
      const rightIsFirst = right !== undefined && comesBefore(right, left);
      const child = rightIsFirst ? right : left;
      if (comesBefore(event, child)) break;
      events[index] = child;
      index = rightIsFirst ? leftIndex + 1 : leftIndex;
    }
    events[index] = event;
  }
}
