import { between, type Milliseconds } from '../../protocol/units.ts';

/** Reference 12.6 V; below this a battery may not start the engine any more. */
export const alertMillivolts = 11_000;
/** It has recovered. */
const recoveredMillivolts = 12_000;
/** Readings in a row: starting an engine pulls the voltage down for seconds. */
const calmReadings = 3;
/** Low for so long, the unit falls silent to spare what is left. */
const darkAfterMilliseconds = 30 * 60_000;
/** Below this at once. */
const darkMillivolts = 10_500;

/** The 12 V battery as its voltage tells it. */
export interface Battery {
  readonly kind: 'sound' | 'low' | 'dark';
  /** Readings in a row that speak for another kind. */
  readonly against: number;
  readonly lowSince: Milliseconds | null;
}

export const soundBattery: Battery = { kind: 'sound', against: 0, lowSince: null };

/** Takes a voltage. `dark`: one last message, then silence until it has recovered or the ignition is on. */
export function voltageRead(battery: Battery, millivolts: number, at: Milliseconds): Battery {
  const isLow = battery.kind === 'sound' ? millivolts < alertMillivolts : millivolts < recoveredMillivolts;
  if (battery.kind === 'sound') {
    if (!isLow) return soundBattery;
    const against = battery.against + 1;
    return against < calmReadings
      ? { kind: 'sound', against, lowSince: battery.lowSince ?? at }
      : deeper({ kind: 'low', against: 0, lowSince: battery.lowSince ?? at }, millivolts, at);
  }
  if (isLow) return deeper({ ...battery, against: 0 }, millivolts, at);
  const against = battery.against + 1;
  return against < calmReadings ? { ...battery, against } : soundBattery;
}

/** An engine that runs charges it. */
export const ignitionCameOn = (battery: Battery): Battery =>
  battery.kind === 'dark' ? { ...battery, kind: 'low', against: 0 } : battery;

function deeper(battery: Battery, millivolts: number, at: Milliseconds): Battery {
  const lowFor = battery.lowSince === null ? 0 : between(battery.lowSince, at);
  const isDark = millivolts < darkMillivolts || lowFor >= darkAfterMilliseconds;
  return isDark ? { ...battery, kind: 'dark' } : battery;
}
