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
  /** By `costOf`: bytes, and what a message costs beside them. */
  readonly cost: number;
}

/** What a message costs beside its bytes: about as much as so many bytes of records. */
const costOfAMessage = 150;
/** A car's share of a round. */
const share = 4096;
/** A car with no more than this waiting or under way is `light`: it does not have to stand behind the backlog of others. */
const mostOfALightCar = 4096;
/** Cars whose debt is remembered while they have nothing waiting. */
const mostDebts = 10_000;

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
 * back in the next rounds (deficit round robin).
 */
export class CarQueue {
  readonly #lines = new Map<CarId, Line>();
  readonly #rings: Readonly<Record<Weight, Line[]>> = { light: [], heavy: [] };
  /** By car: cost of what is waiting or under way. */
  readonly #outstanding = new Map<CarId, number>();
  /** Of cars with nothing waiting: credit below 0, and the round in which it was. */
  readonly #debts = new Map<CarId, { readonly credit: number; readonly round: number }>();
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
  add(waiting: Waiting): Weight {
    const { message } = waiting;
    const outstanding = (this.#outstanding.get(message.car) ?? 0) + costOf(message);
    this.#outstanding.set(message.car, outstanding);
    const line = this.#lines.get(message.car) ?? this.#newLine(message.car);
    line.messages.push(waiting);
    this.#messages++;
    this.#bytes += message.payload.length;
    if (line.weight === 'light' && outstanding > mostOfALightCar) this.#makeHeavy(line);
    return line.weight;
  }

  /** What was taken is stored or has failed; `extra` is what it cost more than its bytes said. */
  done({ message }: Waiting, extra: number): void {
    const { car } = message;
    const rest = (this.#outstanding.get(car) ?? 0) - costOf(message);
    if (rest > 0) this.#outstanding.set(car, rest);
    else this.#outstanding.delete(car);
    if (extra > 0) this.#charge(car, extra);
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
    if (weight !== 'light') this.#takeHeavy(takeOne, isFull);
    return group;
  }

  takeAll(): Waiting[] {
    const limits = { messages: Number.POSITIVE_INFINITY, cost: Number.POSITIVE_INFINITY };
    const all = this.take(limits);
    for (const each of all) this.done(each, 0);
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

  #takeHeavy(takeOne: (line: Line) => void, isFull: () => boolean): void {
    const ring = this.#rings.heavy;
    let inDebt = 0;
    while (ring.length > 0 && !isFull()) {
      if (inDebt >= ring.length) {
        this.#payDebts();
        inDebt = 0;
      }
      if (this.#turn >= ring.length) this.#nextRound();
      const line = ring[this.#turn];
      if (line === undefined) return;
      inDebt = line.credit > 0 ? 0 : inDebt + 1;
      while (line.credit > 0 && line.messages.length > 0 && !isFull()) takeOne(line);
      if (line.messages.length === 0) this.#dropHeavy(line);
      else if (line.credit <= 0) this.#turn++;
    }
  }

  #nextRound(): void {
    this.#turn = 0;
    this.#round++;
    for (const line of this.#rings.heavy) line.credit = Math.min(line.credit + share, share);
  }

  /** Where all are in debt, as many rounds pass at once as the least of them needs. */
  #payDebts(): void {
    const least = Math.min(...this.#rings.heavy.map(({ credit }) => -credit));
    const rounds = Math.floor(Math.max(0, least) / share);
    this.#round += rounds;
    for (const line of this.#rings.heavy) line.credit += rounds * share;
    this.#turn = this.#rings.heavy.length;
  }

  #newLine(car: CarId): Line {
    const debt = this.#debts.get(car);
    this.#debts.delete(car);
    const passed = debt === undefined ? 0 : (this.#round - debt.round) * share;
    const credit = debt === undefined ? share : Math.min(share, debt.credit + passed);
    const line: Line = { car, messages: [], weight: credit > 0 ? 'light' : 'heavy', credit };
    this.#lines.set(car, line);
    this.#rings[line.weight].push(line);
    return line;
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
    if (line.credit < 0) this.#owe(line.car, line.credit);
  }

  #charge(car: CarId, cost: number): void {
    const line = this.#lines.get(car);
    if (line !== undefined) line.credit -= cost;
    else this.#owe(car, (this.#debts.get(car)?.credit ?? 0) - cost);
  }

  #owe(car: CarId, credit: number): void {
    this.#debts.delete(car);
    const [oldest] = this.#debts.size >= mostDebts ? this.#debts.keys() : [];
    if (oldest !== undefined) this.#debts.delete(oldest);
    this.#debts.set(car, { credit, round: this.#round });
  }
}
