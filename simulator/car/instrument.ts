import type { EcuAnswer } from './ecu.ts';

/** What the instruments of a car may suffer: no answer to what tells the distance; a float that swings in the tank. */
export type InstrumentTrouble = 'none' | 'mute-odometer' | 'sloshing-fuel';

const odometer = '01A6';
const sinceClear = '0131';
/** The request of a car that shows miles. */
const miles = '22D150';
/** The request of a car whose cluster counts beside PID A6. */
const apart = '22D160';
const fuel = '012F';
/** Of 255, in turn: 6 points to either side. */
const swings = [0, 15, -15, 7, -7] as const;
/** Where the data begin, behind service and PID. */
const dataAt = 2;
/** Bits that make a distance many thousand kilometres, in turn: two misreadings are never alike, as a true one after another is. */
const wildBits = {
  [odometer]: { at: dataAt + 1, bits: [0x10, 0x08] },
  [sinceClear]: { at: dataAt, bits: [0x40, 0x20] },
  [miles]: { at: dataAt + 1, bits: [0x08, 0x04] },
  [apart]: { at: dataAt + 2, bits: [0x80, 0x40] },
} as const;

/** What control units say, as troubled instruments have it. */
export class Instruments {
  #trouble: InstrumentTrouble = 'none';
  #isWild = false;
  #isStuck = false;
  /** What told the odometer said last; of two that tell one, only PID A6 can stand still. */
  #odometerTold: readonly EcuAnswer[] = [];
  #misread = 0;
  #told = 0;

  trouble(trouble: InstrumentTrouble): void {
    this.#trouble = trouble;
  }

  /** The next answer that tells the distance has a bit flipped that makes it many thousand kilometres. */
  misreadOnce(): void {
    this.#isWild = true;
  }

  /** Whether the odometer is told as it was before, and not as it is. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** The odometer is told again and again as it was told last; what counts beside it goes on. */
  stick(isStuck: boolean): void {
    this.#isStuck = isStuck;
  }

  shown(command: string, answers: readonly EcuAnswer[]): readonly EcuAnswer[] {
    if (command === odometer || command === sinceClear || command === miles || command === apart)
      return this.#distance(command, answers);
    return command === fuel && this.#trouble === 'sloshing-fuel' ? answers.map(this.#swung) : answers;
  }

  #distance(command: keyof typeof wildBits, answers: readonly EcuAnswer[]): readonly EcuAnswer[] {
    if (this.#trouble === 'mute-odometer') return [];
    const told = command === sinceClear || command === apart ? answers : this.#odometer(answers);
    if (!this.#isWild || told.length === 0) return told;
    this.#isWild = false;
    const { at, bits } = wildBits[command];
    const bit = bits[this.#misread++ % bits.length] ?? 0;
    return told.map(({ id, bytes }) => ({ id, bytes: bytes.with(at, (bytes[at] ?? 0) ^ bit) }));
  }

  #odometer(answers: readonly EcuAnswer[]): readonly EcuAnswer[] {
    if (answers.length === 0) return answers;
    if (!this.#isStuck || this.#odometerTold.length === 0) this.#odometerTold = answers;
    return this.#odometerTold;
  }

  readonly #swung = ({ id, bytes }: EcuAnswer): EcuAnswer => {
    this.#told += 1;
    const level = (bytes[dataAt] ?? 0) + (swings[this.#told % swings.length] ?? 0);
    return { id, bytes: bytes.with(dataAt, Math.min(255, Math.max(0, level))) };
  };
}
