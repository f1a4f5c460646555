import { createHash } from 'node:crypto';
import { z } from 'zod';
import { toHex } from '../../protocol/codec/bytes.ts';
import { decodeRecord } from '../../protocol/messages/record.ts';
import { decodeBody } from '../../protocol/messages/registry.ts';
import type { DrawnRental, OtherPlace, StoredRecord } from '../checkers/evidence.ts';
import type { DatabaseTwin } from './database-twin.ts';

type Rows = Pick<DatabaseTwin, 'rows'>;

const bytes = z.instanceof(Uint8Array);
const recordRows = z.array(
  z.object({ car: z.string(), journal: z.string(), seq: z.number(), raw: bytes, fate: z.string() }),
);
const placeRows = z.array(
  z.object({ car: z.string(), journal: z.string(), fromSeq: z.number(), toSeq: z.number() }),
);
const rentalRows = z.array(
  z.object({
    car: z.string(),
    reservation: z.string(),
    openedSeq: z.number(),
    closedSeq: z.number().nullable(),
    openedOdometerMetres: z.number(),
    closedOdometerMetres: z.number().nullable(),
  }),
);
const counted = z.array(z.object({ places: z.number() }));

/** All records in the order of cars, journals and seqs, read from their bytes without the gateway's help. */
export const storedRecords = (database: Rows): readonly StoredRecord[] =>
  recordRows
    .parse(
      database.rows(
        `select records.car, records.journal, records.seq, raw, fate from records
         join journals on journals.car = records.car and journals.journal = records.journal
         order by records.car, journals.position, records.seq`,
      ),
    )
    .map(({ raw, fate, ...place }) => ({
      ...place,
      ...readRecord(raw),
      isWaiting: fate === 'waiting',
      isLate: fate === 'late',
    }));

/** What a record says of itself. @throws {MalformedError} */
export function readRecord(
  raw: Uint8Array,
): Omit<StoredRecord, 'car' | 'journal' | 'seq' | 'isWaiting' | 'isLate'> {
  const { header, headerBytes, bodyBytes } = decodeRecord(raw);
  const { link, bodyDigest, bootCount, elapsed, odometerMetres } = header;
  return {
    link: linkOf(headerBytes),
    previousLink: toHex(link),
    bodyDigest: toHex(bodyDigest),
    bootCount,
    elapsed,
    odometerMetres,
    fact: bodyBytes === null ? null : decodeBody(header.kind, bodyBytes),
  };
}

const linkOf = (headerBytes: Uint8Array): string => createHash('sha256').update(headerBytes).digest('hex');

const elsewhere = [
  'select distinct car, journal, fromSeq, toSeq from losses where true',
  'select distinct car, journal, seq as fromSeq, seq as toSeq from rejected where journal is not null and seq is not null',
  'select distinct car, journal, seq as fromSeq, seq as toSeq from quarantined where true',
] as const;

/** Records that are named as lost, rejected or quarantined. */
export const placesElsewhere = (database: Rows): readonly OtherPlace[] =>
  elsewhere.flatMap((query) => placeRows.parse(database.rows(query)));

const placesElsewhereOf = (database: Rows, car: string, journal: string): readonly OtherPlace[] =>
  elsewhere.flatMap((query) =>
    placeRows.parse(database.rows(`${query} and car = ? and journal = ?`, car, journal)),
  );

export const drawnRentals = (database: Rows): readonly DrawnRental[] =>
  rentalRows.parse(
    database.rows(
      `select rentals.car, reservation, openedSeq, closedSeq, openedOdometerMetres, closedOdometerMetres from rentals
       join journals on journals.car = rentals.car and journals.journal = rentals.journal
       order by rentals.car, journals.position, openedSeq`,
    ),
  );

/** What is not finished, in words. */
export const unsettledRows = (database: Rows): readonly string[] =>
  z
    .array(z.object({ car: z.string(), what: z.string() }))
    .parse(
      database.rows(
        `select car, 'rental ' || reservation || ' is open' as what from rentals where closedSeq is null and standing = 'open'
         union all select car, 'the rental closed by record ' || seq || ' has no statement' as what from unbilled`,
      ),
    )
    .map(({ car, what }) => `${car}: ${what}`);

/** Of the first `through` records of a journal, how many are committed: stored, or named elsewhere. */
export function committedThrough(
  database: DatabaseTwin,
  car: string,
  journal: string,
  through: number,
): number {
  if (database.isTransaction) return 0;
  const place = [car, journal, through];
  const [stored] = counted.parse(
    database.rows(
      'select count(*) as places from records where car = ? and journal = ? and seq <= ?',
      ...place,
    ),
  );
  const places = stored?.places ?? 0;
  if (places >= through) return places;
  const missing = new Set(Array.from({ length: through }, (_, index) => index + 1));
  for (const { seq } of z
    .array(z.object({ seq: z.number() }))
    .parse(database.rows('select seq from records where car = ? and journal = ? and seq <= ?', ...place)))
    missing.delete(seq);
  for (const other of placesElsewhereOf(database, car, journal)) {
    for (let seq = other.fromSeq; seq <= Math.min(other.toSeq, through); seq++) missing.delete(seq);
  }
  return through - missing.size;
}
