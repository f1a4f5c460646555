import type { CarId } from '../protocol/ids.ts';
import type { Header } from '../protocol/messages/header.ts';
import type { Fact } from '../protocol/messages/registry.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import { readEntry } from './ingest/entry.ts';
import type { SampleRow } from './storage/samples.ts';
import type { Storage } from './storage/storage.ts';

/** Of the newest records; what was said before them is not looked for. */
const mostRecords = 2_000;

/** Something that a car said, and when, by its clock. */
export interface Told<Value> {
  readonly value: Value;
  readonly at: EpochMilliseconds;
}

/** What of a car's state its records tell; a value left out was not told. */
interface States {
  readonly doorsLocked: boolean;
  readonly keyInHolder: boolean;
  readonly fuelCardInHolder: boolean;
  readonly cableConnected: boolean;
  readonly fuelPermille: number;
  readonly batteryMillivolts: number;
}
type StateTold = { readonly [Name in keyof States]?: Told<States[Name]> };

/** What a car said last of itself. No position: records have none to tell here. */
export interface LastTold extends StateTold {
  /** Its newest record that is here; null where there is none. */
  readonly record:
    | (Pick<Header, 'journal' | 'seq' | 'wallTime' | 'clockQuality' | 'odometerMetres' | 'odometerSource'> & {
        readonly receivedAt: EpochMilliseconds;
      })
    | null;
  /** It said that its battery is low and that it falls silent, and nothing since. */
  readonly isDark: boolean;
}

/** Reads a car's newest records from the last one back, and its last sample. */
export function lastTold({ journals, records, samples }: Storage, car: CarId): LastTold {
  const journal = journals.ofCar(car).at(-1);
  const rows =
    journal === undefined ? [] : records.backFrom(car, journal.journal, journal.highest, mostRecords);
  let told: StateTold = {};
  let record: LastTold['record'] = null;
  let isDark: boolean | null = null;
  for (const { journal: id, seq, raw, receivedAt } of rows) {
    const entry = readEntry(id, seq, raw);
    if (entry.kind !== 'record') continue;
    const { header, fact } = entry;
    record ??= { ...header, receivedAt };
    if (fact === null) continue;
    if (fact.kind !== 'sealed') isDark ??= fact.kind === 'going-dark';
    told = { ...statesIn(fact, header.wallTime), ...told };
  }
  return { record, isDark: isDark ?? false, ...newer(told, samples.latest(car)) };
}

function statesIn(fact: Fact, at: EpochMilliseconds): StateTold {
  switch (fact.kind) {
    case 'lock-changed':
      return { doorsLocked: { value: fact.locked, at } };
    case 'custody-changed':
      return fact.item === 'key'
        ? { keyInHolder: { value: fact.inHolder, at } }
        : { fuelCardInHolder: { value: fact.inHolder, at } };
    case 'cable-changed':
      return { cableConnected: { value: fact.connected, at }, ...fuel(fact.chargePermille, at) };
    case 'refuelled':
      return fuel(fact.afterPermille, at);
    case 'rental-opened':
    case 'rental-closed':
      return fuel(fact.fuelPermille, at);
    case 'going-dark':
      return { batteryMillivolts: { value: fact.batteryMillivolts, at } };
    default:
      return {};
  }
}

const fuel = (permille: number | undefined, at: EpochMilliseconds): Pick<StateTold, 'fuelPermille'> =>
  permille === undefined ? {} : { fuelPermille: { value: permille, at } };

/** Fuel and battery are told by samples too. */
function newer(told: StateTold, sample: SampleRow | undefined): StateTold {
  if (sample === undefined) return told;
  const { wallTime: at, fuelPermille, batteryMillivolts } = sample;
  const later = <Value>(value: Value | null, before: Told<Value> | undefined): Told<Value> | undefined =>
    value === null || (before !== undefined && before.at >= at) ? before : { value, at };
  const fuelTold = later(fuelPermille, told.fuelPermille);
  const batteryTold = later(batteryMillivolts, told.batteryMillivolts);
  return {
    ...told,
    ...(fuelTold === undefined ? {} : { fuelPermille: fuelTold }),
    ...(batteryTold === undefined ? {} : { batteryMillivolts: batteryTold }),
  };
}
