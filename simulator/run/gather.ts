import type { Gateway } from '../../gateway/gateway.ts';
import { MalformedError } from '../../protocol/errors.ts';
import { readBatch } from '../../protocol/messages/packed-batch.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import { parseTopic } from '../../protocol/topics.ts';
import { tellsOdometer } from '../car/models.ts';
import { isCounterSaturated } from '../car/shown.ts';
import type { CarAtEnd, Evidence, Peak, SeenRecord, TrueRental } from '../checkers/evidence.ts';
import type { Brought } from '../checkers/witness.ts';
import type { SimulatedDisk } from '../disk.ts';
import type { RentalTruth } from '../fleet/driver.ts';
import type { World, WorldCar } from '../fleet/world.ts';
import type { DatabaseTwin } from './database-twin.ts';
import { proveCars } from './prove.ts';
import { drawnRentals, placesElsewhere, readRecord, storedRecords, unsettledRows } from './stored-rows.ts';
import { unreadMetres } from './unread.ts';

/** What is left at the end of a run. */
export interface Remains {
  readonly world: World;
  readonly gateway: Gateway;
  readonly database: DatabaseTwin;
  readonly peaks: readonly Peak[];
  /** The run has faults of the lines into the cars: other sources of distance had to stand in (D9). */
  readonly areLinesTroubled: boolean;
  /** By car. */
  readonly disks: ReadonlyMap<string, SimulatedDisk>;
}

/** Everything that checkers look at, from both sides. */
export async function gather(remains: Remains): Promise<Evidence> {
  const { world, gateway, database, peaks, disks, areLinesTroubled } = remains;
  const { relays, bolts, asks, intrusions, custody, drives, tows, clearings, receipts, brought } =
    world.witness;
  return {
    rentals: world.truths.map(trueRental),
    cars: world.cars.map((car) => ({
      ...carAtEnd(car, (disks.get(car.entry.car)?.timesSpoilt ?? 0) > 0),
      resolutionMetres: areLinesTroubled || isCounterSaturated(car.unit.car.now()) ? resolutionOf(car) : 0,
      unreadMetres: areLinesTroubled ? unreadMetres(car.entry, clearings) : 0,
    })),
    custody,
    drives,
    tows,
    relays,
    bolts,
    asks,
    intrusions,
    failures: world.failures,
    seen: seenRecords(brought),
    receipts,
    stored: storedRecords(database),
    elsewhere: placesElsewhere(database),
    drawnRentals: drawnRentals(database),
    statements: await gateway.statements(),
    proofs: await proveCars(world, gateway),
    peaks,
    settings: await gateway.allSettings(),
    unsettled: [...unsettledRows(database), ...stillWrong(world, gateway)],
  };
}

export const trueRental = ({ plan, ...truth }: RentalTruth): TrueRental => ({
  ...truth,
  car: plan.car,
  ending: plan.ending === 'abandons' ? 'abandons' : 'ends',
  reservedFrom: plan.start,
  reservedUntil: plan.end,
});

/**
 * Two steps of what the car tells, by its own request or PID 31: as far as wheels and GNSS may be ahead of it or behind; and 1 % of
 * a day where they alone count, or 2 % where an odometer does that counts by so much more.
 */
function resolutionOf({ entry: { model }, unit }: WorldCar): number {
  if (model.clusterCountsApart === true) return 1_500;
  if (tellsOdometer(model)) return model.showsMiles === true ? 2_000 : 200;
  return isCounterSaturated(unit.car.now()) ? 2_500 : 2_000;
}

function carAtEnd(
  { entry, unit }: WorldCar,
  isDiskSpoilt: boolean,
): Omit<CarAtEnd, 'resolutionMetres' | 'unreadMetres'> {
  const { keyInHolder, fuelCardInHolder } = unit.car.now();
  const { isOn } = unit;
  return {
    car: entry.car,
    isOn,
    isDelivered: unit.device.isDelivered,
    isDiskSpoilt,
    keyInHolder,
    fuelCardInHolder,
  };
}

function stillWrong(world: World, gateway: Gateway): string[] {
  const { state, reason } = gateway.health();
  return [
    ...(state === 'green' ? [] : [`the gateway is red: ${reason ?? 'no reason'}`]),
    ...(world.rentalsUnderWay === 0 ? [] : [`${world.rentalsUnderWay} drivers are not done`]),
  ];
}

/** Each record that reached the broker, once. */
function seenRecords(brought: readonly Brought[]): readonly SeenRecord[] {
  const seen = new Map<string, SeenRecord>();
  for (const { car, topic, payload } of brought) {
    if (parseTopic(topic)?.name !== 'records') continue;
    for (const record of recordsIn(car, payload))
      seen.set(`${record.journal} ${record.seq} ${record.link}`, record);
  }
  return [...seen.values()];
}

function recordsIn(car: string, payload: Uint8Array): SeenRecord[] {
  try {
    const { journal, firstSeq, records } = readBatch(payload, sha256);
    return records.map((raw, index) => ({ car, journal, seq: firstSeq + index, link: readRecord(raw).link }));
  } catch (thrown) {
    // Whoever sends no records has shown none.
    if (thrown instanceof MalformedError) return [];
    throw thrown;
  }
}
