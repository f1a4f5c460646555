import { z } from 'zod';
import { fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Random } from '../../protocol/runtime.ts';
import { firstDate } from '../fleet/calendar.ts';
import { emptyRoster, formatRoster, parseRoster, type Roster } from '../fleet/roster.ts';

/** What a start leaves for the next one on the same data. */
export interface Saved {
  /** The day that the next start begins with. */
  readonly date: string;
  readonly roster: Roster;
  /** Ed25519 seed with which the gateway issues tokens. */
  readonly issuerSeed: Uint8Array;
  /** Ed25519 seed with which the operator signs entries. */
  readonly billingSeed: Uint8Array;
  readonly observerPassword: string;
}

/** Where it is kept: a folder that nobody else reads. */
export interface SavedFiles {
  read(name: string): string | null;
  write(name: string, text: string): void;
  /** Path of a folder inside. */
  folder(name: string): string;
}

const fileName = 'simulation.json';

const seed = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform(fromHex);

const schema = z.strictObject({
  date: z.iso.date(),
  roster: z.string().transform(parseRoster),
  issuerSeed: seed,
  billingSeed: seed,
  observerPassword: z.string().min(16),
});

/** First start creates keys and passwords; there are no defaults. */
export const firstSaved = (secrets: Random): Saved => ({
  date: firstDate,
  roster: emptyRoster,
  issuerSeed: secrets.bytes(32),
  billingSeed: secrets.bytes(32),
  observerPassword: toHex(secrets.bytes(16)),
});

/** @throws {Fault} `data-unreadable` naming the file. */
export function load(files: SavedFiles): Saved | null {
  const text = files.read(fileName);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${files.folder(fileName)} was not written by this program; choose another folder with --data`;
    throw new Fault({ code: 'data-unreadable', blame: 'operator' }, message, { cause });
  }
}

export const save = (files: SavedFiles, saved: Saved): void => files.write(fileName, format(saved));

export const format = ({ date, roster, issuerSeed, billingSeed, observerPassword }: Saved): string =>
  JSON.stringify({
    date,
    roster: formatRoster(roster),
    issuerSeed: toHex(issuerSeed),
    billingSeed: toHex(billingSeed),
    observerPassword,
  });
