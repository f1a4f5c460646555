import type { CarId } from '../../protocol/ids.ts';
import type { ArrivedMessage } from './message.ts';

/** What waits for its COMMIT. */
export interface Waiting {
  readonly message: ArrivedMessage;
  readonly stored: () => void;
  readonly failed: (fault: Error) => void;
}

export interface GroupLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** What a message costs beside its bytes: about as much as so many bytes of records. */
const bytesOfAMessage = 150;
/** A car's share of a turn; a batch is taken whole. */
const bytesOfATurn = 4096;

/**
 * Messages by car, first in, first out within each; cars take turns, so that the backlog of one holds up no other by more
 * than its own turn (D13).
 */
export class CarQueue {
  readonly #cars = new Map<CarId, Waiting[]>();
  #messages = 0;
  #bytes = 0;

  get messages(): number {
    return this.#messages;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(waiting: Waiting): void {
    const { car, payload } = waiting.message;
    const line = this.#cars.get(car);
    if (line === undefined) this.#cars.set(car, [waiting]);
    else line.push(waiting);
    this.#messages++;
    this.#bytes += payload.length;
  }

  /** Takes out a group: each car's turn in its order, until the limits are reached; at least one message. */
  take(limits: GroupLimits): Waiting[] {
    const group: Waiting[] = [];
    let bytes = 0;
    while (this.#cars.size > 0 && group.length < limits.messages && bytes < limits.bytes) {
      for (const [car, line] of this.#cars) {
        bytes += this.#turn(group, line, limits.messages - group.length);
        this.#cars.delete(car);
        if (line.length > 0) this.#cars.set(car, line);
        if (group.length >= limits.messages || bytes >= limits.bytes) break;
      }
    }
    return group;
  }

  takeAll(): Waiting[] {
    const all = [...this.#cars.values()].flat();
    this.#cars.clear();
    this.#messages = 0;
    this.#bytes = 0;
    return all;
  }

  #turn(group: Waiting[], line: Waiting[], most: number): number {
    let count = 0;
    let bytes = 0;
    while (count < Math.min(line.length, most) && bytes < bytesOfATurn) {
      const length = line[count]?.message.payload.length ?? 0;
      bytes += length + bytesOfAMessage;
      this.#bytes -= length;
      count++;
    }
    group.push(...line.splice(0, count));
    this.#messages -= count;
    return bytes;
  }
}
