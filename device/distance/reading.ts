import type { OdometerSource } from '../../protocol/messages/words.ts';
import { type Metres, type Milliseconds, metres } from '../../protocol/units.ts';
import type { ObdReading } from '../obd/state.ts';

/** Where distance can be known from (D9). */
export type DistanceSource = Exclude<OdometerSource, 'none'>;

/**
 * What a source counts: A6 and a profile's request the whole life of the car, 31 the way since its trouble codes were
 * cleared, speed and GNSS the way since the unit started.
 */
export interface OdometerReading {
  readonly source: DistanceSource;
  readonly rawMetres: Metres;
  /** Elapsed time. */
  readonly at: Milliseconds;
  /** Of one step, where a profile says so. */
  readonly stepMetres?: number;
}

/** The chain of D9, best first. */
const chain: readonly DistanceSource[] = ['pid-a6', 'profile', 'pid-31', 'speed', 'gnss'];

/** Whether the first of two sources is to be believed rather than the second. */
export const isBetter = (left: DistanceSource, right: DistanceSource): boolean =>
  chain.indexOf(left) < chain.indexOf(right);

/** Sources that begin at 0 with each start of the unit. */
export const isIntegral = (source: OdometerSource): boolean => source === 'speed' || source === 'gnss';

/** An odometer is a uint32 of metres (VSS `Vehicle.TraveledDistance`); A6 can say more, when it has nothing to say. */
const mostMetres = 0xffff_ffff;

/** A reading of PID A6, 31 or a profile as the odometer takes it; undefined for others, and for 31 once it is saturated. */
export function odometerReadingOf(reading: ObdReading): OdometerReading | undefined {
  switch (reading.kind) {
    case 'odometer':
      return inRange('pid-a6', reading.metres, reading.at);
    case 'profile-odometer':
      return inRange('profile', reading.metres, reading.at, { stepMetres: reading.resolutionMetres });
    case 'distance-since-clear':
      return reading.saturated ? undefined : inRange('pid-31', reading.metres, reading.at);
    default:
      return undefined;
  }
}

const inRange = (
  source: DistanceSource,
  rawMetres: number,
  at: Milliseconds,
  step: Pick<OdometerReading, 'stepMetres'> = {},
): OdometerReading | undefined =>
  rawMetres > mostMetres ? undefined : { source, rawMetres: metres(rawMetres), at, ...step };
