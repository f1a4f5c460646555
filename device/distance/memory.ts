import { z } from 'zod';
import { reservationId } from '../../protocol/ids.ts';
import { metres } from '../../protocol/units.ts';
import type { RecordedOdometer } from '../state/state.ts';
import { allTracks, type ChainState, chainOf, type Track } from './chain-state.ts';
import { restoredOdometer } from './odometer.ts';
import { type DistanceSource, isIntegral } from './reading.ts';

const distance = z.int().nonnegative().transform(metres);

/**
 * What a unit that was off must know of the car's counters, so that each goes on from where it was (D9). When they were read is
 * left out: elapsed time begins anew with a boot, and wall time may be wrong (D8).
 */
export const odometerMemorySchema = z.strictObject({
  metres: distance,
  /** As the records have it: of another sum of steps, the memory is of another time. */
  rebasedMetres: z.int(),
  counters: z
    .array(
      z.strictObject({
        source: z.enum(['pid-a6', 'profile', 'pid-31']),
        rawMetres: distance,
        offsetMetres: z.int(),
        wasFrozen: z.boolean(),
        disagrees: z.boolean(),
      }),
    )
    .readonly(),
  /** Reservation of the rental that was opened last; null where none was since the boot before. */
  rental: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .transform(reservationId)
    .nullable(),
  /** No reading has told yet that the car stood where it was before that rental. */
  mayHaveBeenMoved: z.boolean(),
  /** PID 31 alone has told where it stood: a finer source tells the rest. Files of older units do not say. */
  isToldToTheKilometre: z.boolean().default(false),
  /** Where the records had the car then, and what speed and GNSS have counted of its way since; null where nobody said. */
  standing: z
    .strictObject({ odometerMetres: distance, speedMetres: distance, gnssMetres: distance })
    .nullable()
    .default(null),
});
export type OdometerMemory = Readonly<z.output<typeof odometerMemorySchema>>;

type Counter = OdometerMemory['counters'][number];

/** The counters as they stand. What the unit itself sums up begins at 0 with each boot. */
export const countersOf = (state: ChainState): readonly Counter[] =>
  [...allTracks(state)].flatMap(([source, { rawMetres, offsetMetres, wasFrozen }]) =>
    isCounter(source)
      ? [{ source, rawMetres, offsetMetres, wasFrozen, disagrees: state.disagreeing.has(source) }]
      : [],
  );

const isCounter = (source: DistanceSource): source is Counter['source'] => !isIntegral(source);

/** Whether a memory is of the odometer that the records tell of. */
export const fits = (memory: OdometerMemory | null, recorded: RecordedOdometer): memory is OdometerMemory =>
  memory !== null && memory.rebasedMetres === recorded.rebasedMetres;

/** The chain as records and memory have it. The newer of both tells the odometer; where they differ, the source is the recorded one. */
export function recalled(recorded: RecordedOdometer, memory: OdometerMemory | null): ChainState {
  if (!fits(memory, recorded)) return chainOf(restoredOdometer(inUse(recorded)));
  const { counters } = memory;
  const isNewer = memory.metres >= recorded.metres;
  const state = inUse(isNewer ? { ...recorded, metres: memory.metres } : recorded);
  const own = counters.find(({ source }) => source === state.source);
  const rawMetres = isNewer && own?.offsetMetres === state.offsetMetres ? own.rawMetres : undefined;
  return {
    ...chainOf({ ...restoredOdometer(state), rawMetres }),
    tracks: new Map(
      counters
        .filter((counter) => counter !== own)
        .map((counter) => [counter.source, trackOf(counter, memory)]),
    ),
    disagreeing: new Set(counters.filter(({ disagrees }) => disagrees).map(({ source }) => source)),
  };
}

const inUse = ({ metres: odometerMetres, source, offsetMetres }: RecordedOdometer) => ({
  odometerMetres,
  source,
  offsetMetres: isIntegral(source) ? odometerMetres : offsetMetres,
});

const trackOf = (
  { rawMetres, offsetMetres, wasFrozen }: Counter,
  { metres: odometerMetres }: OdometerMemory,
): Track => ({
  rawMetres,
  at: undefined,
  heardSince: undefined,
  begunAt: undefined,
  offsetMetres,
  wasFrozen,
  base: { rawMetres, odometerMetres },
});
