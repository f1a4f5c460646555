import type { CarId } from '../../protocol/ids.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { tellsOdometer } from '../car/models.ts';
import { isCounterSaturated, shownOdometerMetres } from '../car/shown.ts';
import type { CarTruth } from '../car/truth.ts';
import type { Drive, Witness } from '../checkers/witness.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import { MetresWhile } from './metres-while.ts';
import type { CarUnit } from './unit.ts';

/** A unit that boots while the ignition is on has read the odometer by then. */
const untilOdometerRead = 30_000;
/** A stop of five minutes ends a trip, with a record; and a record can take a moment. */
const untilTripWritten = milliseconds(330_000);
/** What a unit that alone counts the distance forgets with its power, and misses until it is ready again. */
const lostWithPowerMetres = 2_500;

type WatchedUnit = Pick<CarUnit, 'car' | 'isOnSince' | 'hears' | 'watchHearing' | 'isOdometerStuck'>;

/** Looks at one car from outside, and takes down what is done to it and what its unit can know of it. */
export class Lookout {
  readonly #car: CarId;
  readonly #unit: WatchedUnit;
  readonly #scheduler: Scheduler;
  readonly #witness: Witness;
  #before: CarTruth;
  #started: { readonly at: Drive['from']; readonly metres: number; readonly isHeard: boolean };
  /** Of this drive: while nothing tells the unit, and while it is off. */
  readonly #unheard = new MetresWhile();
  readonly #off = new MetresWhile();
  /** Since the last drive. */
  #towedMetres = 0;
  #isForgetful = true;
  /** The odometer shows less than it did, and no drive has ended since at which it was told. */
  #isLowered = false;
  /** Drives of which the unit knows and no record tells yet. */
  #unwritten: Drive[] = [];
  #sinceCleared: Drive[] = [];

  constructor(car: CarId, unit: WatchedUnit, scheduler: Scheduler, witness: Witness) {
    this.#car = car;
    this.#unit = unit;
    this.#scheduler = scheduler;
    this.#witness = witness;
    this.#before = unit.car.now();
    this.#started = this.#here();
    unit.car.watch((after) => this.#changed(after));
    unit.watchHearing(() => this.#listen());
  }

  /** The car has written a record just now; not of what an earlier life of the unit knew. */
  recordWritten(): void {
    for (const drive of this.#unwritten) if (this.#unit.isOnSince(this.#since(drive))) drive.isSeen = true;
    this.#unwritten = [];
  }

  #changed(after: CarTruth): void {
    const before = this.#before;
    this.#before = after;
    const move = { at: this.#scheduler.trueTime(), car: this.#car };
    if (after.keyInHolder !== before.keyInHolder)
      this.#witness.custody.push({ ...move, what: 'key', inHolder: after.keyInHolder });
    if (after.fuelCardInHolder !== before.fuelCardInHolder)
      this.#witness.custody.push({ ...move, what: 'fuel-card', inHolder: after.fuelCardInHolder });
    if (after.doorsLocked !== before.doorsLocked)
      this.#witness.bolts.push({ ...move, locked: after.doorsLocked });
    const towed = after.towedMillimetres - before.towedMillimetres;
    if (towed > 0) {
      this.#towedMetres += towed / 1_000;
      this.#witness.tows.push({ ...move, metres: towed / 1_000 });
    }
    if (after.clearedAtMillimetres !== before.clearedAtMillimetres) {
      this.#witness.clearings.push({
        car: this.#car,
        of: 'counter',
        metres: 1_000,
        drives: this.#sinceCleared,
      });
      this.#sinceCleared = [];
      this.#isForgetful = true;
    }
    this.#clusterReplaced(after.clusterAheadMillimetres - before.clusterAheadMillimetres);
    if (after.ignitionOn && !before.ignitionOn) this.#driveBegins();
    if (!after.ignitionOn && before.ignitionOn) this.#driven();
  }

  /** One that shows more looks like a way that nobody drove. */
  #clusterReplaced(millimetres: number): void {
    const [at, car] = [this.#scheduler.trueTime(), this.#car];
    const { clusterCountsApart = false } = this.#before.model;
    if (millimetres > 0) this.#witness.tows.push({ at, car, metres: millimetres / 1_000 });
    // Where PID A6 is in use nobody ever hears of it.
    if (millimetres > 0 && clusterCountsApart)
      this.#witness.clearings.push({ car, of: 'odometer', metres: millimetres / 1_000, drives: [] });
    if (millimetres >= 0 || clusterCountsApart) return;
    const drives = this.#witness.drives.filter((drive) => drive.car === car);
    this.#witness.clearings.push({ car, of: 'odometer', metres: 0, drives });
    this.#isLowered = true;
  }

  #driveBegins(): void {
    this.#started = this.#here();
    this.#unheard.reset();
    this.#off.reset();
    this.#listen();
  }

  #listen(): void {
    const drivenMetres = this.#unit.car.now().odometerMillimetres / 1_000;
    this.#unheard.note(this.#unit.hears === 'nothing', drivenMetres);
    this.#off.note(!this.#unit.isOnSince(milliseconds(0)), drivenMetres);
  }

  #driven(): void {
    this.#listen();
    const { at, metres } = this.#here();
    const { at: from, metres: before, isHeard } = this.#started;
    const isWhole = isHeard && this.#unit.isOnSince(milliseconds(at - from));
    const drive: Drive = {
      from,
      to: at,
      car: this.#car,
      metres: metres - before,
      isSeen: false,
      isWhole,
      unheardMetres: this.#unheard.metres + this.#uncountedMetres(),
      isReadAtEnd: this.#unit.hears === 'car',
      isToldAtEnd: !(tellsOdometer(this.#before.model) && this.#unit.isOdometerStuck),
      lostMetres: this.#lostMetres(),
    };
    this.#witness.drives.push(drive);
    this.#unwritten.push(drive);
    this.#sinceCleared.push(drive);
    this.#forgetUncounted(drive);
    this.#forgetUnread();
    this.#scheduler.after(untilTripWritten, () => {
      // A shorter stop does not split a trip, and nothing is written then.
      if (!this.#before.ignitionOn && this.#witness.drives.findLast(({ car }) => car === this.#car) === drive)
        this.recordWritten();
    });
  }

  /** What a car has counted since the last drive, only an odometer tells where that was the first, or codes were cleared; and only one that shows no less. */
  #forgetUnread(): void {
    const towed = { car: this.#car, metres: this.#towedMetres, drives: [] };
    if (this.#isForgetful) this.#witness.clearings.push({ ...towed, of: 'counter' });
    if (this.#isLowered) this.#witness.clearings.push({ ...towed, of: 'odometer' });
    this.#towedMetres = 0;
    this.#isForgetful = false;
    this.#isLowered &&= this.#unit.isOdometerStuck;
  }

  /** Of this drive, where the car itself counts nothing any more. */
  #uncountedMetres(): number {
    return isCounterSaturated(this.#before) ? this.#lostMetres() : 0;
  }

  #lostMetres(): number {
    return this.#off.metres + this.#off.times * lostWithPowerMetres;
  }

  /** What a counter at its end did not tell, nothing ever will. */
  #forgetUncounted({ unheardMetres }: Drive): void {
    if (!isCounterSaturated(this.#before)) return;
    this.#witness.clearings.push({
      car: this.#car,
      of: 'counter',
      metres: this.#towedMetres + unheardMetres,
      drives: this.#sinceCleared,
    });
    this.#sinceCleared = [];
  }

  /** How long a unit must be on to have seen the drive to its end. */
  #since({ to }: Drive): Milliseconds {
    return milliseconds(this.#scheduler.trueTime() - to + untilOdometerRead);
  }

  #here(): { readonly at: Drive['from']; readonly metres: number; readonly isHeard: boolean } {
    const metres = shownOdometerMetres(this.#unit.car.now());
    return { at: this.#scheduler.trueTime(), metres, isHeard: this.#unit.hears !== 'nothing' };
  }
}
