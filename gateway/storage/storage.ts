import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { SqlDatabase } from '../database.ts';
import { type Cars, createCars } from './cars.ts';
import { type Counts, createCounts } from './counts.ts';
import { createDoubts, type DoubtsStorage } from './doubts.ts';
import { createEnrolmentCodes, type EnrolmentCodes } from './enrolment-codes.ts';
import { createEntries, type Entries } from './entries.ts';
import { createInvoices, type Invoices } from './invoices.ts';
import { createJournals, type Journals } from './journals.ts';
import { createLists, type Lists } from './lists.ts';
import { createLosses, type Losses } from './losses.ts';
import { migrate } from './migrate.ts';
import { createOdometer, type Odometer } from './odometer.ts';
import { createPeople, type People } from './people.ts';
import { createPrivacyStorage, type PrivacyStorage } from './privacy.ts';
import { createPseudonyms, type Pseudonyms } from './pseudonyms.ts';
import { createRecords, type Records } from './records.ts';
import { createRentals, type Rentals } from './rentals.ts';
import { createReservations, type Reservations } from './reservations.ts';
import { createSamples, type Samples } from './samples.ts';
import { createSetAside, type SetAside } from './set-aside.ts';
import { createSettings, type SettingsStorage } from './settings.ts';
import { createSql } from './sql.ts';
import { createStatements, type Statements } from './statements.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createUnsigned, type Unsigned } from './unsigned.ts';
import { createUrgent, type Urgent } from './urgent.ts';

/** The database by subject. Every method throws the faults of `createSql`. */
export interface Storage {
  /** All or nothing; not within another. */
  transaction<T>(work: () => T): T;
  /** Whether another connection, as of a command line, has changed something since this was last asked. */
  changedElsewhere(): boolean;
  readonly cars: Cars;
  readonly people: People;
  readonly enrolmentCodes: EnrolmentCodes;
  readonly reservations: Reservations;
  readonly tokens: Tokens;
  readonly journals: Journals;
  readonly records: Records;
  readonly unsigned: Unsigned;
  readonly samples: Samples;
  readonly urgent: Urgent;
  readonly setAside: SetAside;
  readonly doubts: DoubtsStorage;
  readonly losses: Losses;
  readonly counts: Counts;
  readonly lists: Lists;
  readonly settings: SettingsStorage;
  readonly rentals: Rentals;
  readonly odometer: Odometer;
  readonly statements: Statements;
  readonly entries: Entries;
  readonly pseudonyms: Pseudonyms;
  readonly invoices: Invoices;
  readonly privacy: PrivacyStorage;
}

/**
 * The tables of a database, brought to the newest schema.
 * @throws {Fault} `database-too-new`, `database-failed`.
 */
export function createStorage(database: SqlDatabase, now: EpochMilliseconds): Storage {
  const sql = createSql(database);
  migrate(sql, now);
  const records = createRecords(sql);
  return {
    transaction: (work) => sql.transaction(work),
    changedElsewhere: () => sql.changedElsewhere(),
    cars: createCars(sql),
    people: createPeople(sql),
    enrolmentCodes: createEnrolmentCodes(sql),
    reservations: createReservations(sql),
    tokens: createTokens(sql),
    journals: createJournals(sql),
    records,
    unsigned: createUnsigned(sql, records),
    samples: createSamples(sql),
    urgent: createUrgent(sql),
    setAside: createSetAside(sql),
    doubts: createDoubts(sql),
    losses: createLosses(sql),
    counts: createCounts(sql),
    lists: createLists(sql),
    settings: createSettings(sql),
    rentals: createRentals(sql),
    odometer: createOdometer(sql),
    statements: createStatements(sql),
    entries: createEntries(sql),
    pseudonyms: createPseudonyms(sql),
    invoices: createInvoices(sql),
    privacy: createPrivacyStorage(sql),
  };
}
