import type { z } from 'zod';
import type { SeededRandom } from '../kernel/random.ts';
import type { Stage } from './stage.ts';

/** What a run has drawn of a fault: rates, lengths and chances, for people and for the report. */
export type Drawn = Readonly<Record<string, number | boolean | readonly number[]>>;

/** A fault as one run is to suffer it. */
export interface PlannedFault {
  readonly name: string;
  readonly drawn: Drawn;
  /** Called once, when the cars are in the field; what it begins must end when the stage heals. */
  inject(stage: Stage): void;
}

/** A kind of trouble: an entry under `faults` of scenario files. */
export interface FaultKind {
  readonly name: string;
  /** What scenario files say about it; ranges from which a run draws. */
  readonly schema: z.ZodType;
  /** Draws for one run. `settings` has passed the schema. */
  plan(settings: unknown, random: SeededRandom): PlannedFault;
}

interface FaultParts<Settings, Values extends Drawn> {
  readonly name: string;
  readonly schema: z.ZodType<Settings>;
  draw(settings: Settings, random: SeededRandom): Values;
  inject(drawn: Values, stage: Stage, random: SeededRandom): void;
}

/** Makes a fault of a schema, a draw and an injector; each has a random stream of its own. */
export const faultKind = <Settings, Values extends Drawn>(
  parts: FaultParts<Settings, Values>,
): FaultKind => ({
  name: parts.name,
  schema: parts.schema,
  plan(settings, random) {
    const own = random.fork(parts.name);
    const drawn = parts.draw(parts.schema.parse(settings), own.fork('draw'));
    return {
      name: parts.name,
      drawn,
      inject: (stage) => parts.inject(drawn, stage, own.fork('inject')),
    };
  },
});
