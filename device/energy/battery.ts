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

/** Takes a voltage. `dark`: one last message, then silence until it has recovered or the ignition is on. */
export function voltageRead(
  battery: Battery,
  millivolts: number,
  at: Milliseconds,
  thresholds: BatteryThresholds,
): Battery {
  const { lowMillivolts, recoveredMillivolts } = thresholds;
  const isLow = millivolts < (battery.kind === 'sound' ? lowMillivolts : recoveredMillivolts);
  if (battery.kind === 'sound') {
    if (!isLow) return soundBattery;
    const against = battery.against + 1;
    return against < calmReadings
      ? { kind: 'sound', against, lowSince: battery.lowSince ?? at }
      : deeper({ kind: 'low', against: 0, lowSince: battery.lowSince ?? at }, millivolts, at, thresholds);
  }
  if (isLow) return deeper({ ...battery, against: 0 }, millivolts, at, thresholds);
  const against = battery.against + 1;
  return against < calmReadings ? { ...battery, against } : soundBattery;
}

/** An engine that runs charges it. */
export const ignitionCameOn = (battery: Battery): Battery =>
  battery.kind === 'dark' ? { ...battery, kind: 'low', against: 0 } : battery;

function deeper(
  battery: Battery,
  millivolts: number,
  at: Milliseconds,
  { darkMillivolts, darkAfterMinutes }: BatteryThresholds,
): Battery {
  const lowFor = battery.lowSince === null ? 0 : between(battery.lowSince, at);
  const isDark = millivolts < darkMillivolts || lowFor >= darkAfterMinutes * millisecondsPerMinute;
  return isDark ? { ...battery, kind: 'dark' } : battery;
}
