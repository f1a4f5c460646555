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

/**
 * Binary heap of events by (time, tie, sequence). It moves the numbers of their places, not the events themselves: the garbage
 * collector need not hear of that, and what is compared lies close together.
 */
export class EventHeap {
  /** Events by their places, with what they are compared by. */
  readonly #events: (ScheduledEvent | undefined)[] = [];
  readonly #times: number[] = [];
  readonly #ties: number[] = [];
  readonly #freePlaces: number[] = [];
  /** The heap. */
  readonly #places: number[] = [];

  get size(): number {
    return this.#places.length;
  }

  first(): ScheduledEvent | undefined {
    const place = this.#places[0];
    return place === undefined ? undefined : this.#events[place];
  }

  /** When the first one is, without a look at it; infinite where there is none. */
  get firstAt(): number {
    const place = this.#places[0];
    return place === undefined ? Number.POSITIVE_INFINITY : (this.#times[place] ?? 0);
  }

  push(event: ScheduledEvent): void {
    const place = this.#kept(event);
    const places = this.#places;
    let index = places.length;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = places[parentIndex] ?? 0;
      if (this.#comesBefore(parent, place)) break;
      places[index] = parent;
      index = parentIndex;
    }
    places[index] = place;
  }

  shift(): ScheduledEvent | undefined {
    const first = this.#places[0];
    const last = this.#places.pop();
    if (first === undefined || last === undefined) return undefined;
    if (last !== first) this.#sink(last);
    this.#freePlaces.push(first);
    const event = this.#events[first];
    this.#events[first] = undefined;
    return event;
  }

  #kept(event: ScheduledEvent): number {
    const place = this.#freePlaces.pop() ?? this.#events.length;
    this.#events[place] = event;
    this.#times[place] = event.at;
    this.#ties[place] = event.tie;
    return place;
  }

  /** Puts a place where the first one was, and moves it down to where it belongs. */
  #sink(place: number): void {
    const places = this.#places;
    const { length } = places;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= length) break;
      let child = places[childIndex] ?? 0;
      if (childIndex + 1 < length) {
        const right = places[childIndex + 1] ?? 0;
        if (this.#comesBefore(right, child)) {
          child = right;
          childIndex += 1;
        }
      }
      if (this.#comesBefore(place, child)) break;
      places[index] = child;
      index = childIndex;
    }
    places[index] = place;
  }

  #comesBefore(one: number, other: number): boolean {
    const apart = (this.#times[one] ?? 0) - (this.#times[other] ?? 0);
    if (apart !== 0) return apart < 0;
    const drawnApart = (this.#ties[one] ?? 0) - (this.#ties[other] ?? 0);
    if (drawnApart !== 0) return drawnApart < 0;
    return (this.#events[one]?.sequence ?? 0) < (this.#events[other]?.sequence ?? 0);
  }
}
