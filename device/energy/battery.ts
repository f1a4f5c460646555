import type { Settings } from '../../protocol/settings/settings.ts';
import { between, type Milliseconds } from '../../protocol/units.ts';

/** Reference 12.6 V (clause 13.3). */
export type BatteryThresholds = Settings['battery'];

/** Readings in a row: starting an engine pulls the voltage down for seconds. */
const calmReadings = 3;
const millisecondsPerMinute = 60_000;

/** The 12 V battery as its voltage tells it. */
export interface Battery {
  readonly kind: 'sound' | 'low' | 'dark';
  /** Readings in a row that speak for another kind. */
  readonly against: number;
  readonly lowSince: Milliseconds | null;
}

export const soundBattery: Battery = { kind: 'sound', against: 0, lowSince: null };

export interface VoltageReading {
  readonly millivolts: number;
  readonly at: Milliseconds;
  readonly ignitionOn: boolean;
}

/** Takes a voltage. `dark`: one last message, then silence until it has recovered or the ignition is on. */
export function voltageRead(
  battery: Battery,
  reading: VoltageReading,
  thresholds: BatteryThresholds,
): Battery {
  const { millivolts, at } = reading;
  const { lowMillivolts, recoveredMillivolts } = thresholds;
  const isLow = millivolts < (battery.kind === 'sound' ? lowMillivolts : recoveredMillivolts);
  if (battery.kind === 'sound') {
    if (!isLow) return soundBattery;
    const against = battery.against + 1;
    return against < calmReadings
      ? { kind: 'sound', against, lowSince: battery.lowSince ?? at }
      : deeper({ kind: 'low', against: 0, lowSince: battery.lowSince ?? at }, reading, thresholds);
  }
  if (isLow) return deeper({ ...battery, against: 0 }, reading, thresholds);
  const against = battery.against + 1;
  return against < calmReadings ? { ...battery, against } : soundBattery;
}

/** A car that is used must not sleep, however low its battery is. */
export const ignitionCameOn = (battery: Battery): Battery =>
  battery.kind === 'dark' ? { ...battery, kind: 'low', against: 0 } : battery;

/** An adapter that sleeps while the car is driven counts no distance: with the ignition on nothing goes dark, and its time begins anew. */
function deeper(
  battery: Battery,
  { millivolts, at, ignitionOn }: VoltageReading,
  { darkMillivolts, darkAfterMinutes }: BatteryThresholds,
): Battery {
  if (ignitionOn) return { ...battery, lowSince: at };
  const lowFor = battery.lowSince === null ? 0 : between(battery.lowSince, at);
  const isDark = millivolts < darkMillivolts || lowFor >= darkAfterMinutes * millisecondsPerMinute;
  return isDark ? { ...battery, kind: 'dark' } : battery;
}
