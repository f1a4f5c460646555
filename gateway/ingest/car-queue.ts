import type { CarId } from '../../protocol/ids.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import type { ArrivedMessage } from './message.ts';

/** What waits for its COMMIT. */
export interface Waiting {
  readonly message: ArrivedMessage;
  readonly stored: () => void;
  readonly failed: (fault: Error) => void;
}

export interface GroupLimits {
  readonly messages: number;
  /** By `costOf`: bytes, and what a message costs beside them. */
  readonly cost: number;
}

/** What a message costs beside its bytes: about as much as so many bytes of records. */
const costOfAMessage = 50;
/** About a millisecond of the store's time, by `costOf`. */
export const quantum = 12 * 1024;
/** A car's share of a round. */
const share = 4096;
/**
 * A car that sends no more than this at once, and in the long run in a second, is `light`: it does not have to stand behind
 * the backlog of others.
 */
const mostOfALightCar = 8192;
/** Cars whose sending is remembered; past that the one that has been silent longest counts as light. */
const mostSenders = 20_000;
/** Cars whose credit is remembered while they have nothing waiting. */
const mostCredits = 10_000;

const costOf = ({ payload }: ArrivedMessage): number => payload.length + costOfAMessage;

export type Weight = 'light' | 'heavy';

/** What one car has waiting; it stays in one of the two rings until it is empty. */
interface Line {
  readonly car: CarId;
  readonly messages: Waiting[];
  weight: Weight;
  /** What it may still cost; below 0 the car waits for its next rounds. */
  credit: number;
}

/**
 * Messages by car, first in, first out within each (D13). Cars that send little are kept apart from those that send much.
 * Among these each gets the same share of every round, by cost; who takes more at once, as with one long message, stands
 * back in the next rounds (deficit round robin). A round goes on while anybody who has something waiting has credit: who
 * sends only as it is acknowledged is not overtaken by a backlog in between.
 */
export class CarQueue {
  readonly #lines = new Map<CarId, Line>();
  readonly #rings: Readonly<Record<Weight, Line[]>> = { light: [], heavy: [] };
  /** By car, who sent last at the end: what it sent of late, as a bucket that leaks. */
  readonly #sent = new Map<CarId, { readonly cost: number; readonly at: number }>();
  /** Of cars with nothing waiting: what credit they had left, and in which round. */
  readonly #credits = new Map<CarId, { readonly credit: number; readonly round: number }>();
  #round = 0;
  /** Whose turn it is among the heavy. */
  #turn = 0;
  #messages = 0;
  #bytes = 0;

  get messages(): number {
    return this.#messages;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether any car of this weight has something waiting. */
  has(weight: Weight): boolean {
    return this.#rings[weight].length > 0;
  }

  /** @returns the weight of its car by now. */
  add(waiting: Waiting, now: Milliseconds): Weight {
    const { message } = waiting;
    const isLight = this.#send(message, now) <= mostOfALightCar;
    const line = this.#lines.get(message.car) ?? this.#newLine(message.car);
    line.messages.push(waiting);
    this.#messages++;
    this.#bytes += message.payload.length;
    if (line.weight === 'light' && !isLight) this.#makeHeavy(line);
    return line.weight;
  }

  /** What was taken turned out to cost more than its bytes said. */
  charge({ car }: ArrivedMessage, cost: number): void {
    const line = this.#lines.get(car);
    if (line !== undefined) line.credit -= cost;
    else this.#leave(car, this.#creditOf(car) - cost);
  }

  /** Takes out a group of one weight, or the light and then the heavy, until the limits are reached; at least one message. */
  take(limits: GroupLimits, weight?: Weight): Waiting[] {
    const group: Waiting[] = [];
    let cost = 0;
    const isFull = (): boolean => group.length >= limits.messages || cost >= limits.cost;
    const takeOne = (line: Line): void => {
      const waiting = line.messages.shift();
      if (waiting === undefined) return;
      group.push(waiting);
      cost += costOf(waiting.message);
      line.credit -= costOf(waiting.message);
      this.#messages--;
      this.#bytes -= waiting.message.payload.length;
    };
    if (weight !== 'heavy') this.#takeLight(takeOne, isFull);
    if (weight !== 'light') this.#takeHeavy(takeOne, isFull, () => cost);
    return group;
  }

  takeAll(): Waiting[] {
    const limits = { messages: Number.POSITIVE_INFINITY, cost: Number.POSITIVE_INFINITY };
    const all: Waiting[] = [];
    while (this.#messages > 0) all.push(...this.take(limits));
    return all;
  }

  #takeLight(takeOne: (line: Line) => void, isFull: () => boolean): void {
    while (this.#rings.light.length > 0 && !isFull()) {
      const line = this.#rings.light.shift();
      if (line === undefined) return;
      while (line.messages.length > 0 && !isFull()) takeOne(line);
      if (line.messages.length > 0) this.#rings.light.push(line);
      else this.#lines.delete(line.car);
    }
  }

  /** Ends with a round, once there is enough for a group: what anybody has more waits for its next share. */
  #takeHeavy(takeOne: (line: Line) => void, isFull: () => boolean, cost: () => number): void {
    const ring = this.#rings.heavy;
    let inDebt = 0;
    while (ring.length > 0 && !isFull()) {
      if (inDebt >= ring.length) {
        if (cost() >= quantum) return;
        this.#nextRounds();
        inDebt = 0;
      }
      if (this.#turn >= ring.length) this.#turn = 0;
      const line = ring[this.#turn];
      if (line === undefined) return;
      inDebt = line.credit > 0 ? 0 : inDebt + 1;
      while (line.credit > 0 && line.messages.length > 0 && !isFull()) takeOne(line);
      if (line.messages.length === 0) this.#dropHeavy(line);
      else if (line.credit <= 0) this.#turn++;
    }
  }

  /** Where all that have something waiting are in debt: as many rounds pass as the least of them needs. */
  #nextRounds(): void {
    const least = Math.min(...this.#rings.heavy.map(({ credit }) => -credit));
    const rounds = Math.floor(Math.max(0, least) / share) + 1;
    this.#round += rounds;
    for (const line of this.#rings.heavy) line.credit = Math.min(line.credit + rounds * share, share);
  }

  #newLine(car: CarId): Line {
    const credit = this.#creditOf(car);
    this.#credits.delete(car);
    const line: Line = { car, messages: [], weight: credit > 0 ? 'light' : 'heavy', credit };
    this.#lines.set(car, line);
    this.#rings[line.weight].push(line);
    return line;
  }

  /** Of a car with nothing waiting. */
  #creditOf(car: CarId): number {
    const left = this.#credits.get(car);
    if (left === undefined) return share;
    return Math.min(share, left.credit + (this.#round - left.round) * share);
  }

  #makeHeavy(line: Line): void {
    const { light, heavy } = this.#rings;
    light.splice(light.indexOf(line), 1);
    line.weight = 'heavy';
    heavy.push(line);
  }

  #dropHeavy(line: Line): void {
    this.#rings.heavy.splice(this.#turn, 1);
    this.#lines.delete(line.car);
    this.#leave(line.car, line.credit);
  }

  /** @returns what is in its car's bucket by now. */
  #send(message: ArrivedMessage, now: Milliseconds): number {
    const before = this.#sent.get(message.car);
    const leaked = before === undefined ? 0 : ((now - before.at) / 1000) * mostOfALightCar;
    const cost = Math.max(0, (before?.cost ?? 0) - leaked) + costOf(message);
    this.#sent.delete(message.car);
    const [silent] = this.#sent.size >= mostSenders ? this.#sent.keys() : [];
    if (silent !== undefined) this.#sent.delete(silent);
    this.#sent.set(message.car, { cost, at: now });
    return cost;
  }

  #leave(car: CarId, credit: number): void {
    this.#credits.delete(car);
    const [oldest] = this.#credits.size >= mostCredits ? this.#credits.keys() : [];
    if (oldest !== undefined) this.#credits.delete(oldest);
    this.#credits.set(car, { credit, round: this.#round });
  }
}
