import { parseDocument } from 'yaml';
import { z } from 'zod';
import { Fault } from '../../protocol/errors.ts';
import { adapterKinds } from '../car/elm327-habits.ts';
import { carModels, fleetModels } from '../car/models.ts';
import { pulseEnders } from '../car/relay-board.ts';
import { faultKinds } from '../faults/all.ts';
import { cyclesSchema } from './cycles.ts';
import { mistakeText } from './mistakes.ts';
import { chance, weightsOf, wholeSpanOf } from './quantities.ts';
import { timetableSchema } from './timetable.ts';

const seconds = (most: number) => z.number().int().min(1).max(most);

const fleet = z.strictObject({
  /** Where the command line says nothing. */
  cars: z.number().int().min(1).max(1_000).default(5),
  days: z.number().int().min(1).max(366).default(1),
  models: weightsOf(fleetModels.map(({ name }) => name)).prefault(
    Object.fromEntries(carModels.map(({ name }) => [name, 1])),
  ),
  /** In the diagnostic sockets. */
  adapters: weightsOf(adapterKinds).prefault({ plain: 1 }),
  /** Who lets go of the relays of lock and unlock. */
  pulseEndsBy: weightsOf(pulseEnders).prefault({ board: 1 }),
  /** Price classes. */
  classes: weightsOf(['XS', 'S', 'M', 'L', 'XL']).prefault({ S: 1, M: 1, L: 1, XL: 1 }),
  /** How often units look at their car. */
  pace: z
    .strictObject({
      awakeSeconds: seconds(60).default(1),
      parkedSeconds: seconds(86_400).default(300),
      sampleSeconds: seconds(86_400).default(900),
      drivingMilliseconds: z.number().int().min(100).max(10_000).default(1_000),
    })
    .prefault({}),
});

const drivers = z.strictObject({
  perCar: z.number().int().min(1).max(20).default(2),
  /** How long drivers try again where the car refuses or says nothing; at 0 the first refusal fails the run. */
  patienceMinutes: z
    .number()
    .min(0)
    .max(24 * 60)
    .default(0),
  /** How often a day somebody without a right tries each car. */
  intrudersPerDay: wholeSpanOf(0, 1_000).default([0, 0]),
});

const expectations = z.strictObject({
  /** After the last day and the last fault: everything delivered, billed and settled by then. */
  convergeMinutes: z
    .number()
    .int()
    .min(1)
    .max(30 * 24 * 60)
    .default(120),
});

const faults = z
  .strictObject(Object.fromEntries(faultKinds.map(({ name, schema }) => [name, schema.optional()])))
  .prefault({});

const schema = z.strictObject({
  /** What it is about, for people. */
  about: z.string().max(1_000).default(''),
  fleet: fleet.prefault({}),
  drivers: drivers.prefault({}),
  cycles: cyclesSchema.prefault({ wltc: 1, hwfet: 1, udds: 1, us06: 1 }),
  timetable: timetableSchema,
  /** Chance that a run does without a fault that is listed below. */
  faultsOff: chance.default(0.3),
  faults,
  expectations: expectations.prefault({}),
});

/** What happens to a fleet, and what must come of it. */
export type Scenario = z.output<typeof schema>;

/**
 * Reads a scenario in YAML.
 * @throws {Fault} `scenario-invalid`, naming the file and every fault in it with its path.
 */
export function parseScenario(text: string, fileName: string): Scenario {
  const document = parseDocument(text, { prettyErrors: true });
  const mistakes = document.errors.map(({ message }) => message.split('\n')[0] ?? message);
  if (mistakes.length > 0) throw invalid(fileName, mistakes);
  const result = schema.safeParse(document.toJS());
  if (result.success) return result.data;
  throw invalid(
    fileName,
    result.error.issues.map((issue) => mistakeText(schema, issue)),
  );
}

const invalid = (fileName: string, mistakes: readonly string[]) =>
  new Fault({ code: 'scenario-invalid', blame: 'operator' }, `${fileName}: ${mistakes.join('; ')}`);
