import type { FactOf } from '../protocol/messages/registry.ts';
import type { Clock } from '../protocol/runtime.ts';
import {
  between,
  type EpochMilliseconds,
  type Milliseconds,
  milliseconds,
  shifted,
} from '../protocol/units.ts';
import type { Alarms } from './alarms.ts';
import { obdSpeed } from './distance/integral.ts';
import { isIntegral, odometerReadingOf } from './distance/reading.ts';
import { lostAfterMilliseconds } from './distance/silence.ts';
import type { UnknownStretch } from './distance/untold-stretches.ts';
import type { Logbook } from './logbook.ts';
import type { ObdReading } from './obd/state.ts';
import type { CurrentOdometer, OdometerTaken } from './odometer.ts';
import type { Timekeeper } from './time/timekeeper.ts';

/** Where only the unit itself counts, a power cut loses no more than this. */
const notedEveryMetres = 2_000;
/** Ignition on, and no source has told the distance for so long. */
const silentAfterMilliseconds = 60_000;
/** The last reading of the odometer comes within two seconds of the ignition's going off, or not at all. */
const endToldMilliseconds = 3_000;
/** GNSS speeds of a standing car are noise. */
const leastGnssMillimetresPerSecond = 1_000;

export interface DrivenOptions {
  readonly clock: Clock;
  readonly time: Timekeeper;
  readonly odometer: CurrentOdometer;
  readonly logbook: Logbook;
  readonly alarms: Alarms;
}

/** Takes what counts distance to the odometer, and records what of it has to be known (D9). */
export class Driven {
  readonly #options: DrivenOptions;
  #notedMetres: number;
  #ignitionOnSince: Milliseconds | null = null;
  /** When the ignition came on last. */
  #startedAt: Milliseconds | null = null;
  /** When the ignition went off; null once the drive before that is settled. */
  #endedAt: Milliseconds | null = null;

  constructor(options: DrivenOptions) {
    this.#options = options;
    this.#notedMetres = options.odometer.now().metres;
  }

  obd(reading: ObdReading): void {
    const { odometer } = this.#options;
    if (reading.kind === 'speed') {
      this.#counted(odometer.takeSpeed('speed', obdSpeed(reading.kilometresPerHour, reading.at)));
      return;
    }
    const counter = odometerReadingOf(reading);
    if (counter === undefined) return;
    const { rebased, unknown } = odometer.takeCounter(counter);
    this.#untold(unknown);
    this.#options.logbook.odometerRead(rebased);
    this.#options.alarms.set('odometer-disagrees', odometer.areSourcesApart);
  }

  /** A speed over ground; without the ignition the car is carried, and drives nothing. */
  gnss(millimetresPerSecond: number): void {
    if (this.#ignitionOnSince === null) return;
    const speed = millimetresPerSecond < leastGnssMillimetresPerSecond ? 0 : millimetresPerSecond;
    const at = this.#options.clock.elapsed();
    this.#counted(this.#options.odometer.takeSpeed('gnss', { millimetresPerSecond: speed, at }));
  }

  ignition(on: boolean): void {
    const now = this.#options.clock.elapsed();
    this.#ignitionOnSince = on ? now : null;
    if (on) this.#startedAt = now;
    this.#endedAt = on ? null : now;
  }

  tick(): void {
    const { clock, odometer, alarms } = this.#options;
    this.#settleEnd();
    const since = this.#ignitionOnSince;
    if (since === null) return;
    const heardAt = Math.max(since, odometer.readAt ?? 0);
    alarms.set('odometer-silent', clock.elapsed() - heardAt >= silentAfterMilliseconds);
  }

  #settleEnd(): void {
    const { clock, odometer, logbook } = this.#options;
    const now = clock.elapsed();
    if (this.#endedAt === null || now - this.#endedAt < endToldMilliseconds) return;
    const { rebased, unknown } = odometer.driveEnded(this.#endedAt);
    this.#endedAt = null;
    this.#untold(unknown);
    if (rebased !== null) logbook.odometerRead(rebased);
  }

  #counted({ rebased, unknown }: OdometerTaken): void {
    const { odometer, logbook } = this.#options;
    const { metres, source } = odometer.now();
    this.#untold(unknown);
    if (rebased !== null) logbook.odometerRead(rebased);
    else if (isIntegral(source)) logbook.odometerRead(null);
    if (rebased !== null) this.#notedMetres = metres;
    else if (isIntegral(source) && metres - this.#notedMetres >= notedEveryMetres) {
      this.#notedMetres = metres;
      logbook.record([{ kind: 'odometer-noted' }]);
    }
  }

  /** Of this drive alone: as the car was parked, nobody had to tell anything, and it stands until its control units speak. */
  #untold(unknown: readonly UnknownStretch[]): void {
    const since = this.#startedAt ?? milliseconds(0);
    const own = unknown
      .filter(({ from, to }) => from >= since || between(since, to) > lostAfterMilliseconds)
      .map(({ source, from, to }) => ({ source, from: milliseconds(Math.max(from, since)), to }));
    if (own.length > 0) this.#options.logbook.record(own.map((stretch) => this.#stretch(stretch)));
  }

  #stretch({ source, from, to }: UnknownStretch): FactOf<'stretch-unknown'> {
    return { kind: 'stretch-unknown', startedAt: this.#wallAt(from), endedAt: this.#wallAt(to), source };
  }

  #wallAt(elapsed: Milliseconds): EpochMilliseconds {
    const { clock, time } = this.#options;
    return shifted(time.now().time, elapsed - clock.elapsed());
  }
}
