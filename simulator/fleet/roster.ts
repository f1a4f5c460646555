import { z } from 'zod';
import { fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { carId, customerId, driverId } from '../../protocol/ids.ts';
import type { Random } from '../../protocol/runtime.ts';
import { metres } from '../../protocol/units.ts';
import { fleetModels, modelNamed } from '../car/models.ts';
import { shownOdometerMetres } from '../car/shown.ts';
import { type CarTruth, parkedCar } from '../car/truth.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { Scenario } from '../scenarios/scenario.ts';

const seed = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform(fromHex);

const carEntry = z.strictObject({
  car: z.string().transform(carId),
  model: z.string().transform((name, context) => {
    const model = fleetModels.find((known) => known.name === name);
    if (model !== undefined) return model;
    context.issues.push({ code: 'custom', input: name, message: 'unknown car model' });
    return z.NEVER;
  }),
  priceClass: z.string(),
  /** Ed25519 seed of the unit in the car. */
  signing: seed,
  /** Given by the gateway at enrolment. */
  enrolled: z.strictObject({ password: z.string(), authenticationKey: seed }).nullable(),
  /** What the dashboard showed when the unit was built in. */
  initialOdometerMetres: z.number().transform(metres),
  odometerMillimetres: z.int(),
  clearedAtMillimetres: z.int(),
  fuelMillilitres: z.int(),
  /** The ignition was on: whoever drives it is yet to park it. */
  isUnderWay: z.boolean(),
});

const driverEntry = z.strictObject({
  driver: z.string().transform(driverId),
  name: z.string(),
  customer: z.string().transform(customerId),
  /** Ed25519 seed of the driver's phone. */
  phone: seed,
});

/** Who and what takes part in a simulated fleet, as it stands between two runs. */
export type CarEntry = z.output<typeof carEntry>;
export type DriverEntry = z.output<typeof driverEntry>;

const rosterSchema = z.strictObject({ cars: z.array(carEntry), drivers: z.array(driverEntry) });
export type Roster = z.output<typeof rosterSchema>;

export const emptyRoster: Roster = { cars: [], drivers: [] };

/** @throws {ZodError} on anything that `formatRoster` did not write. */
export const parseRoster = (text: string): Roster => rosterSchema.parse(JSON.parse(text));

export const formatRoster = ({ cars, drivers }: Roster): string =>
  JSON.stringify({
    cars: cars.map(({ model, signing, enrolled, ...entry }) => ({
      ...entry,
      model: model.name,
      signing: toHex(signing),
      enrolled: enrolled && { ...enrolled, authenticationKey: toHex(enrolled.authenticationKey) },
    })),
    drivers: drivers.map(({ phone, ...entry }) => ({ ...entry, phone: toHex(phone) })),
  });

/** The customers of every simulated fleet: one for each formula of the 2026 list. */
export const customers = [
  { customer: customerId('bakery'), name: 'Bakkerij De Korenbloem', formula: 'START', plus: false },
  { customer: customerId('clinic'), name: 'Thuiszorg Leie', formula: 'BONUS', plus: true },
  { customer: customerId('studio'), name: 'Studio Karreveld', formula: 'COMFORT', plus: false },
] as const;

const names = [
  'An Peeters',
  'Bram Claes',
  'Chloé Dubois',
  'Dirk Maes',
  'Els Jacobs',
  'Fatima El Amrani',
  'Gert Wouters',
  'Hanne Goossens',
  'Ilse De Smet',
  'Jonas Lambert',
] as const;

/** What decides on new cars and drivers. */
export interface Growth {
  readonly cars: number;
  readonly driversPerCar: number;
  readonly fleet: Pick<Scenario['fleet'], 'models' | 'classes'>;
}

/** A roster with at least so many cars, and drivers for each; what was there stays as it is. */
export function grown(roster: Roster, growth: Growth, random: SeededRandom, secrets: Random): Roster {
  const { cars, driversPerCar, fleet } = growth;
  const newCars = Array.from({ length: Math.max(0, cars - roster.cars.length) }, (_, index) =>
    newCar(roster.cars.length + index, fleet, random, secrets),
  );
  const drivers = driversPerCar * cars;
  const newDrivers = Array.from({ length: Math.max(0, drivers - roster.drivers.length) }, (_, index) =>
    newDriver(roster.drivers.length + index, secrets),
  );
  return { cars: [...roster.cars, ...newCars], drivers: [...roster.drivers, ...newDrivers] };
}

function newCar(index: number, fleet: Growth['fleet'], random: SeededRandom, secrets: Random): CarEntry {
  const model = modelNamed(random.pickWeighted(fleet.models));
  const odometerMetres = random.int(5_000, 140_000) * 1_000 + random.int(0, 999);
  const [leastAgo, mostAgo] = model.clearedKilometresAgo ?? [100, 4_900];
  const clearedMetresAgo = random.int(leastAgo * 1_000, mostAgo * 1_000);
  const truth = parkedCar({
    model,
    odometerMetres: Math.max(odometerMetres, clearedMetresAgo),
    clearedMetresAgo,
    fuelMillilitres: random.int(12_000, 40_000),
  });
  return {
    car: carId(`car-${(index + 1).toString().padStart(4, '0')}`),
    model,
    priceClass: random.pickWeighted(fleet.classes),
    signing: secrets.bytes(32),
    enrolled: null,
    initialOdometerMetres: metres(shownOdometerMetres(truth)),
    ...placed(truth),
  };
}

function newDriver(index: number, secrets: Random): DriverEntry {
  const round = Math.floor(index / names.length);
  const name = names[index % names.length] ?? names[0];
  const { customer } = customers[index % customers.length] ?? customers[0];
  return {
    driver: driverId(`driver-${index + 1}`),
    name: round === 0 ? name : `${name} ${round + 1}`,
    customer,
    phone: secrets.bytes(32),
  };
}

/** Where a car stands, what is in its tank, and whether it is under way. */
export const placed = (
  truth: CarTruth,
): Pick<CarEntry, 'odometerMillimetres' | 'clearedAtMillimetres' | 'fuelMillilitres' | 'isUnderWay'> => ({
  odometerMillimetres: truth.odometerMillimetres,
  clearedAtMillimetres: truth.clearedAtMillimetres,
  fuelMillilitres: truth.fuelMillilitres,
  isUnderWay: truth.ignitionOn,
});

/** The car of an entry: parked, locked and complete, or at a stop with somebody in it. */
export function truthOf({
  model,
  odometerMillimetres,
  clearedAtMillimetres,
  fuelMillilitres,
  isUnderWay,
}: CarEntry): CarTruth {
  const truth = parkedCar({ model, odometerMetres: 0, clearedMetresAgo: 0, fuelMillilitres });
  return {
    ...truth,
    odometerMillimetres,
    clearedAtMillimetres,
    ignitionOn: isUnderWay,
    keyInHolder: !isUnderWay,
    doorsLocked: !isUnderWay,
    immobilised: !isUnderWay,
    atDriveStart: { odometerMillimetres, fuelMillilitres },
  };
}
