import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { realProgram } from '../../../gateway/adapters/real-program.ts';
import type { Operator } from '../../../gateway/operator.ts';
import { asOperator } from '../../../gateway/program/answer.ts';
import { carId, reservationId } from '../../../protocol/ids.ts';
import { decodeRecord } from '../../../protocol/messages/record.ts';
import { decodeBody } from '../../../protocol/messages/registry.ts';
import { tellsOdometer } from '../../../simulator/car/models.ts';
import { shownOdometerMetres } from '../../../simulator/car/shown.ts';
import { type KeptRecord, recordsOnDisk } from './journals-on-disk.ts';
import { pause } from './pause.ts';
import type { StormCar, StormCity } from './storm-city.ts';
import type { StormRental } from './storm-driver.ts';
import type { Span } from './victim.ts';

const program = realProgram();

/** Looks again so often until both sides have the same. */
const lookMilliseconds = 500;

/** What a car's drivers did. */
export interface DrivenCar {
  readonly car: StormCar;
  readonly rentals: readonly StormRental[];
}

const row = z.object({
  journal: z.string(),
  seq: z.number(),
  bytes: z.instanceof(Uint8Array),
  fate: z.string(),
});
type StoredRecord = z.output<typeof row>;

/** What does not add up between the cars' disks, the drivers and the gateway's database; nothing, where all does. */
export async function audit(
  city: StormCity,
  driven: readonly DrivenCar[],
  patience: number,
): Promise<string[]> {
  const data = city.gatewayData;
  const faults: string[] = [];
  for (const { car, rentals } of driven) {
    faults.push(...(await recordFaults(city, car, patience)));
    faults.push(...grantFaults(storedRecords(city, car.name), rentals, car.name));
  }
  await asOperator(program, { data }, async (operator) => {
    for (const one of driven) faults.push(...(await bookFaults(operator, one)));
    const { rejected, quarantined } = await operator.figures();
    if (rejected + quarantined > 0) faults.push(`${rejected} records rejected, ${quarantined} quarantined`);
    const statements = await operator.statements();
    const rented = driven.reduce((sum, { rentals }) => sum + rentals.length, 0);
    if (statements.length !== rented) faults.push(`${rented} rentals, ${statements.length} statements`);
  });
  return faults;
}

/** Promise 2: each record that the car has written is stored once, in the car's order, with the same bytes. */
async function recordFaults(city: StormCity, car: StormCar, patience: number): Promise<string[]> {
  const givesUpAt = performance.now() + patience;
  for (;;) {
    const written = await recordsOnDisk(car.journalFolder);
    const stored = storedRecords(city, car.name);
    const difference = differenceBetween(written, stored);
    if (difference === null) return [];
    if (performance.now() > givesUpAt) return [`${car.name}: ${difference}`];
    await pause(lookMilliseconds);
  }
}

/** In the order in which the gateway first heard of the journals, and then by number: the order in which it applied them. */
function storedRecords({ gatewayData }: StormCity, car: string): readonly StoredRecord[] {
  using database = new DatabaseSync(join(gatewayData, 'gateway.sqlite'), { readOnly: true });
  return database
    .prepare(
      `select r.journal, r.seq, r.raw as bytes, r.fate from records r
       join journals j on j.car = r.car and j.journal = r.journal where r.car = ? order by j.position, r.seq`,
    )
    .all(car)
    .map((stored) => row.parse(stored));
}

function differenceBetween(written: readonly KeptRecord[], stored: readonly StoredRecord[]): string | null {
  for (const [place, record] of written.entries()) {
    const { journal, seq } = record;
    const other = stored[place];
    if (other === undefined) return `${written.length} records written, ${stored.length} stored`;
    if (other.journal !== journal || other.seq !== seq)
      return `record ${seq} of journal ${journal} was written where ${other.seq} of ${other.journal} is stored`;
    if (Buffer.compare(record.bytes, other.bytes) !== 0)
      return `record ${seq} of ${journal}: other bytes are stored`;
    if (other.fate !== 'applied') return `record ${seq} of ${journal} is ${other.fate}`;
  }
  return written.length === stored.length
    ? null
    : `${written.length} records written, ${stored.length} stored`;
}

/** Nothing was shown to a phone whose record is lost (D6). */
function grantFaults(
  stored: readonly StoredRecord[],
  rentals: readonly StormRental[],
  car: string,
): string[] {
  const recorded = stored.flatMap(({ bytes }) => grantOf(bytes));
  return rentals.flatMap(({ reservation, granted }) =>
    [...new Set(granted)].flatMap((action) => {
      const heard = granted.filter((other) => other === action).length;
      const kept = recorded.filter((grant) => grant === `${action} ${reservation}`).length;
      return kept >= heard
        ? []
        : [`${car}: ${action} was granted ${heard} times, and recorded ${kept} times`];
    }),
  );
}

function grantOf(bytes: Uint8Array): string[] {
  const { header, bodyBytes } = decodeRecord(bytes);
  const fact = bodyBytes === null ? null : decodeBody(header.kind, bodyBytes);
  return fact?.kind === 'access-decided' && fact.verdict === 'granted'
    ? [`${fact.action} ${fact.reservation}`]
    : [];
}

/** Promise 3: each rental is priced once, and every kilometre that the dashboard showed is somewhere, once. */
async function bookFaults(operator: Operator, { car, rentals }: DrivenCar): Promise<string[]> {
  const faults: string[] = [];
  for (const [place, rental] of rentals.entries())
    faults.push(...(await statementFaults(operator, car, rental, rentals[place - 1])));
  const { billedMetres, unassignedMetres, rebasedMetres, openMetres, unsealedMetres } =
    await operator.account(carId(car.name));
  const shownMetres = shownOdometerMetres(car.car.now()) - car.initialOdometerMetres;
  const books = { billedMetres, unassignedMetres, rebasedMetres, openMetres, unsealedMetres };
  const all = billedMetres + unassignedMetres + rebasedMetres + openMetres + unsealedMetres;
  const unseen = unseenMetres(car, rentals);
  if (all > shownMetres || all < shownMetres - unseen || openMetres + unsealedMetres > 0)
    faults.push(`${car.name}: ${shownMetres} m shown, ${unseen} m unseen, but ${JSON.stringify(books)}`);
  const gaps = await operator.gaps(carId(car.name));
  if (gaps.length > 0) faults.push(`${car.name}: gaps ${JSON.stringify(gaps)}`);
  return faults;
}

const shownIn = ({ openedOdometerMetres, returnedOdometerMetres }: StormRental): number =>
  returnedOdometerMetres - openedOdometerMetres;

async function statementFaults(
  operator: Operator,
  car: StormCar,
  rental: StormRental,
  before: StormRental | undefined,
): Promise<string[]> {
  const which = `${car.name}: rental ${rental.reservation}`;
  const [statement, ...more] = await operator.statement(reservationId(rental.reservation));
  if (statement === undefined) return [`${which} has no statement`];
  if (more.length > 0) return [`${which} has ${more.length + 1} statements`];
  if (!statement.price.ok) return [`${which}: ${statement.price.error.message}`];
  const shown = shownIn(rental);
  const [least, most] = isSeen(car, rental, before) ? [shown, shown] : [0, shown + resolutionOf(car)];
  return statement.distanceMetres >= least && statement.distanceMetres <= most
    ? []
    : [`${which}: ${statement.distanceMetres} m billed, the odometer showed ${shown} m`];
}

/** A unit that was started anew reads the odometer within so long. */
const readsWithin = 10_000;
/** Whether the unit could read the odometer at the opening, and at the last stop of this rental and of the one before. */
const isSeen = (car: StormCar, { opening, closing }: StormRental, before: StormRental | undefined): boolean =>
  [opening, closing, ...(before === undefined ? [] : [before.closing])].every((span) => isUp(car, span));

/** How many rentals of a car the unit could see both ends of. */
export const seenRentals = ({ car, rentals }: DrivenCar): number =>
  rentals.filter((rental, place) => isSeen(car, rental, rentals[place - 1])).length;

const isUp = ({ unit }: StormCar, { from, to }: Span): boolean =>
  unit.outages.every((outage) => outage.to + readsWithin < from || outage.from > to);

/** Driven since the last stop at which the unit was up: it will be seen at the next start of the engine. */
const unseenMetres = (car: StormCar, rentals: readonly StormRental[]): number =>
  rentals
    .slice(rentals.findLastIndex(({ closing }) => isUp(car, closing)) + 1)
    .reduce((sum, rental) => sum + shownIn(rental), 0);

/** What a reading cannot tell apart from nothing (D9): two steps of its source. */
const resolutionOf = ({ car }: StormCar): number => (tellsOdometer(car.now().model) ? 200 : 2_000);
