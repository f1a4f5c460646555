import type { ReservationId } from '../protocol/ids.ts';
import type { FactOf } from '../protocol/messages/registry.ts';
import type { OdometerSource } from '../protocol/messages/words.ts';
import { between, type Metres, type Milliseconds, metres } from '../protocol/units.ts';
import { chainStep, driveEnded, standsStillMetres } from './distance/chain.ts';
import type { ChainState, ChainStep } from './distance/chain-state.ts';
import {
  integralMetres,
  longestBetweenMilliseconds,
  noDistance,
  type SpeedAt,
  type SpeedIntegral,
  speedRead,
} from './distance/integral.ts';
import { countersOf, fits, type OdometerMemory, recalled } from './distance/memory.ts';
import type { OdometerRebase, OdometerState } from './distance/odometer.ts';
import { type DistanceSource, isIntegral, type OdometerReading } from './distance/reading.ts';
import { begunHere } from './distance/run-along.ts';
import { lostAfterMilliseconds } from './distance/silence.ts';
import { type UnknownStretch, UntoldStretches, unheardBetween } from './distance/untold-stretches.ts';
import type { Rental } from './rental/rental.ts';
import type { RecordedOdometer } from './state/state.ts';

/** What the odometer says now. */
export interface OdometerNow {
  readonly metres: Metres;
  readonly source: OdometerSource;
  /** Without the steps that were no driving; only differences mean something. */
  readonly drivenMetres: number;
}

/** What a reading brought beside the odometer. */
export interface OdometerTaken {
  readonly rebased: FactOf<'odometer-rebased'> | null;
  readonly unknown: readonly UnknownStretch[];
}

/**
 * A rental's first reading, or the first since the car moved without its ignition, may differ from the last one before it by
 * what its source cannot resolve; beyond that the car was moved unseen, and not by who has just opened it. Where the unit
 * was off in between it vouches for nothing.
 */
const resolutionMetres: Readonly<Record<DistanceSource, number>> = {
  'pid-a6': 200,
  profile: 2_000,
  'pid-31': 2_000,
  speed: 200,
  gnss: 200,
};

/** Two steps of what tells. */
const resolutionOf = ({ source, stepMetres }: OdometerReading): number =>
  stepMetres === undefined ? resolutionMetres[source] : Math.min(2 * stepMetres, resolutionMetres[source]);

/** One step of A6: less is noise of a standing car. */
const leastCountedMetres = 100;
/** Wheels and GNSS differ by up to 8 % (`facts.md`). */
const mostSlip = 1.1;

/** The odometer as the last reading leaves it, between records (D9). */
export class CurrentOdometer {
  #chain: ChainState;
  #rebasedMetres: number;
  #mayHaveBeenMoved: boolean;
  /** PID 31 has told where the car stood before this driver: the first reading of a finer source tells the rest of it. */
  #isToldToTheKilometre: boolean;
  /** The counter in use has said since then what it said before, though the car was driven: it has told nothing of the way before. */
  #hasStoodStill = false;
  /** Whether a counter of the car has been in use since the unit started. */
  #isCounterRead = false;
  /** Opened last. */
  #rental: ReservationId | null;
  #memory: OdometerMemory;
  readonly #integrals = new Map<'speed' | 'gnss', SpeedIntegral>();
  readonly #untold = new UntoldStretches();
  /** As it all stood when the car was last known to be where the records have it. */
  #standing: Standing;

  /**
   * @param rental that is open: as long as nothing was read since it opened, the next reading is its first
   * @param memory of the boot before; null where there is none
   */
  constructor(recorded: RecordedOdometer, rental: Rental, memory: OdometerMemory | null) {
    this.#chain = recalled(recorded, memory);
    this.#rebasedMetres = recorded.rebasedMetres;
    this.#rental = rental.kind === 'open' ? rental.reservation : null;
    this.#mayHaveBeenMoved = isUnread(recorded, rental, memory);
    const known = fits(memory, recorded) ? memory : null;
    this.#isToldToTheKilometre = known?.isToldToTheKilometre ?? false;
    this.#standing = known?.standing ? standingBefore(known.standing) : this.#standingNow();
    this.#memory = this.#remembered();
  }

  /** As of the last edge: a drive's end, a step, another source, a rental's opening and its first reading. */
  get memory(): OdometerMemory {
    return this.#memory;
  }

  now(): OdometerNow {
    const { odometerMetres, source } = this.#chain.odometer;
    return { metres: odometerMetres, source, drivenMetres: odometerMetres - this.#rebasedMetres };
  }

  /** When the source in use was last read; undefined where it was not since the unit started. */
  get readAt(): Milliseconds | undefined {
    return this.#chain.odometer.readAt;
  }

  /** Whether two sources count the same way differently. */
  get areSourcesApart(): boolean {
    return this.#chain.disagreeing.size > 0;
  }

  /** The next reading tells how far the car was moved before this rental, */
  rentalOpened(reservation: ReservationId): void {
    this.#rental = reservation;
    this.#mayHaveBeenMoved = true;
    this.#standing = this.#standingNow();
    this.#memory = this.#remembered();
  }

  /** or while nobody drove it. */
  movedWithoutIgnition(): void {
    if (this.#mayHaveBeenMoved) return;
    this.#mayHaveBeenMoved = true;
    this.#standing = this.#standingNow();
    this.#memory = this.#remembered();
  }

  /** Takes a reading; gives the fact to be recorded where part of the way was no driving, or another source stands in. */
  take(reading: OdometerReading): FactOf<'odometer-rebased'> | null {
    const [chain, mayHaveBeenMoved] = [this.#chain, this.#mayHaveBeenMoved];
    const isToldToTheKilometre = this.#isToldToTheKilometre;
    const rebased = this.#taken(reading);
    const isEdge =
      rebased !== null ||
      mayHaveBeenMoved !== this.#mayHaveBeenMoved ||
      isToldToTheKilometre !== this.#isToldToTheKilometre ||
      chain.odometer.source !== this.#chain.odometer.source ||
      chain.tracks.size !== this.#chain.tracks.size ||
      chain.disagreeing !== this.#chain.disagreeing;
    if (isEdge) this.#memory = this.#remembered();
    return rebased;
  }

  #taken(reading: OdometerReading): FactOf<'odometer-rebased'> | null {
    const before = this.#chain.odometer;
    const step = chainStep(this.#chain, reading);
    const { state, rebase } = step;
    const isInUse = state.odometer.source === reading.source;
    const stepped = rebase !== undefined && rebase.afterMetres > rebase.beforeMetres ? rebase : undefined;
    const found = stepped ?? this.#movedUnseen(before, step, reading) ?? rebase ?? null;
    this.#isCounterRead ||= isInUse && !isIntegral(reading.source);
    // A reading that has still to be confirmed tells nothing yet, nor does what stands in for a counter.
    const isTold = isInUse && state.odometer.readAt === reading.at && !isIntegral(reading.source);
    const isFirst =
      isTold && this.#mayHaveBeenMoved && this.#countedMetres(state.odometer.odometerMetres) === 0;
    if (isTold) this.#told(state.odometer, before);
    this.#chain = isFirst ? begunHere(state) : state;
    if (found === null) return null;
    if (found.reason === 'moved-unseen') this.#standing = this.#standingNow();
    this.#rebasedMetres += found.afterMetres - found.beforeMetres;
    return { kind: 'odometer-rebased', ...found };
  }

  /** A counter has told where the car is. */
  #told({ odometerMetres, source }: OdometerState, before: OdometerState): void {
    if (source === 'none') return;
    const hasCounted = odometerMetres > before.odometerMetres || source !== before.source;
    if (hasCounted) this.#untold.forget();
    this.#isToldToTheKilometre =
      source === 'pid-31' && (this.#mayHaveBeenMoved || this.#isToldToTheKilometre);
    this.#mayHaveBeenMoved = false;
    this.#hasStoodStill =
      odometerMetres === this.#standing.odometerMetres &&
      this.#countedMetres(odometerMetres) >= standsStillMetres[source] &&
      this.#untold.isEmpty;
  }

  /** The same of a counter of the car, with what nobody told before it stood in for a better one. */
  takeCounter(reading: OdometerReading): OdometerTaken {
    const before = this.#chain;
    const rebased = this.take(reading);
    return { rebased, unknown: unheardBetween(before, this.#chain, rebased?.reason === 'source-frozen') };
  }

  /** A drive is over: tells where another source stands in for one that did not tell its end, and what none has told. */
  driveEnded(at: Milliseconds): OdometerTaken {
    const before = this.#chain;
    const { state, rebase } = driveEnded(before, at);
    this.#chain = state;
    this.#memory = this.#remembered();
    const rebased = rebase === undefined ? null : { kind: 'odometer-rebased' as const, ...rebase };
    const unknown = [
      ...unheardBetween(before, state, rebase?.reason === 'source-frozen'),
      ...this.#toldNow(),
      ...this.#untoldAtEnd(at),
    ];
    this.#untold.forget();
    return { rebased, unknown };
  }

  /** What speed or GNSS, in use, have not told of a drive's end; or speed before it, of which a counter that has not counted since does not tell. */
  #untoldAtEnd(to: Milliseconds): readonly UnknownStretch[] {
    const { source, readAt: from } = this.#chain.odometer;
    if (source !== 'speed' && source !== 'gnss')
      return this.#untold.toldBy('speed').filter((gap) => between(gap.from, gap.to) > lostAfterMilliseconds);
    if (from === undefined) return [];
    const isMoving = (this.#integrals.get(source)?.last?.millimetresPerSecond ?? 0) > 0;
    const mostMilliseconds = isMoving ? longestBetweenMilliseconds : lostAfterMilliseconds;
    return between(from, to) > mostMilliseconds ? [{ source, from, to }] : [];
  }

  /** Takes a speed of the wheels or of GNSS; a gap before it is an unknown stretch where nothing better counts. */
  takeSpeed(source: 'speed' | 'gnss', speed: SpeedAt): OdometerTaken {
    const before = this.#chain;
    const { integral, gap } = speedRead(this.#integrals.get(source) ?? noDistance, speed);
    this.#integrals.set(source, integral);
    if (gap !== null) this.#untold.note({ source, ...gap });
    const rebased = this.take({ source, rawMetres: integralMetres(integral), at: speed.at });
    if (this.#chain.odometer.source !== source) return { rebased, unknown: [] };
    const unheard = unheardBetween(before, this.#chain, rebased?.reason === 'source-frozen');
    return { rebased, unknown: [...unheard, ...this.#toldNow()] };
  }

  /** What the source in use, where it is a sum of speeds, has missed since the one before it counted last. */
  #toldNow(): readonly UnknownStretch[] {
    const { source } = this.#chain.odometer;
    if (source === 'none' || !isIntegral(source)) return [];
    return this.#untold.toldBy(source);
  }

  #remembered(): OdometerMemory {
    return {
      metres: this.#chain.odometer.odometerMetres,
      rebasedMetres: this.#rebasedMetres,
      counters: countersOf(this.#chain),
      rental: this.#rental,
      mayHaveBeenMoved: this.#mayHaveBeenMoved,
      isToldToTheKilometre: this.#isToldToTheKilometre,
      standing: this.#countedSince(this.#standing),
    };
  }

  #countedSince({ odometerMetres, speed, gnss }: Standing): OdometerMemory['standing'] {
    const speedMetres = metres(this.#summedUp('speed') - speed);
    return { odometerMetres, speedMetres, gnssMetres: metres(this.#summedUp('gnss') - gnss) };
  }

  /** What speed or GNSS have counted of this drive that the odometer has not followed. */
  #countedMetres(odometerMetres: Metres): number {
    const followed = odometerMetres - this.#standing.odometerMetres;
    const counted = (['speed', 'gnss'] as const).map(
      (source) => this.#summedUp(source) - this.#standing[source] - followed,
    );
    const most = Math.max(...counted);
    return most < leastCountedMetres ? 0 : most;
  }

  #standingNow(): Standing {
    const { odometerMetres } = this.#chain.odometer;
    return { odometerMetres, speed: this.#summedUp('speed'), gnss: this.#summedUp('gnss') };
  }

  #summedUp(source: 'speed' | 'gnss'): Metres {
    return integralMetres(this.#integrals.get(source) ?? noDistance);
  }

  #movedUnseen(
    before: OdometerState,
    { state: { odometer: after }, confirmed }: ChainStep,
    reading: OdometerReading,
  ): MovedUnseen | null {
    const { source } = reading;
    // What was driven since a reading that this one confirms is the driver's, unless what stood in has counted it already.
    const isCounted =
      confirmed === undefined ||
      (isIntegral(before.source) && (before.readAt ?? confirmed.at) > confirmed.at);
    const told = isCounted ? after.odometerMetres : confirmed.rawMetres + after.offsetMetres;
    const afterMetres = metres(Math.max(before.odometerMetres, told));
    const step = afterMetres - before.odometerMetres;
    // What the unit summed up itself is as good as nothing beside a counter: it may not have heard all.
    const isVouchedFor = this.#isCounterRead && !isIntegral(before.source);
    const resolution = isVouchedFor ? resolutionOf(reading) : 0;
    // What stands in for a counter counts the driver's own way, and says nothing of the way before.
    const isRest = this.#isToldToTheKilometre && source !== 'pid-31';
    const isFree = this.#hasStoodStill && source === before.source;
    const mayBeUnseen = this.#mayHaveBeenMoved || isRest || isFree;
    if (!mayBeUnseen || isIntegral(source) || step <= resolution) return null;
    const counted = this.#countedMetres(before.odometerMetres);
    if (counted > 0 && step <= counted * mostSlip + leastCountedMetres) return null;
    const beforeMetres = before.odometerMetres;
    return {
      source,
      beforeMetres,
      afterMetres: metres(afterMetres - counted),
      offsetMetres: after.offsetMetres,
      reason: 'moved-unseen',
    };
  }
}

/** The odometer, and what speed and GNSS have summed up since the unit started. */
interface Standing {
  readonly odometerMetres: Metres;
  /** Below 0 for what was summed up before that. */
  readonly speed: number;
  readonly gnss: number;
}

const standingBefore = ({
  odometerMetres,
  speedMetres,
  gnssMetres,
}: NonNullable<OdometerMemory['standing']>): Standing => ({
  odometerMetres,
  speed: -speedMetres,
  gnss: -gnssMetres,
});

/** Whether the next reading is an open rental's first. What was recorded since tells it where no memory does. */
function isUnread(recorded: RecordedOdometer, rental: Rental, memory: OdometerMemory | null): boolean {
  if (rental.kind === 'none') return false;
  const isOfRental = memory?.rental === rental.reservation;
  if (isOfRental && !memory.mayHaveBeenMoved) return false;
  if (isOfRental && fits(memory, recorded)) return true;
  return rental.openedOdometerMetres === recorded.metres;
}

type MovedUnseen = Omit<OdometerRebase, 'reason'> & { readonly reason: 'moved-unseen' };
