import { z } from 'zod';
import { MalformedError, messageOf } from '../../protocol/errors.ts';
import { journalId, reservationId, subject, tokenId } from '../../protocol/ids.ts';
import { noLists } from '../../protocol/lists/list.ts';
import {
  type AlarmName,
  alarmNames,
  type ClockQuality,
  clockQualities,
  type OdometerSource,
  odometerSources,
} from '../../protocol/messages/words.ts';
import { type EpochMilliseconds, epochMilliseconds, metres } from '../../protocol/units.ts';
import { type CarState, noSettingsYet } from './state.ts';

const isWordOf =
  <Word extends string>(words: Readonly<Record<Word, number>>) =>
  (value: unknown): value is Word =>
    typeof value === 'string' && Object.hasOwn(words, value);

const time = z.number().transform(epochMilliseconds);
const distance = z.number().transform(metres);
const quality = z.custom<ClockQuality>(isWordOf<ClockQuality>(clockQualities));
const reservation = z.string().transform(reservationId);
const token = z.string().transform(tokenId);

const openRental = z.strictObject({
  kind: z.literal('open'),
  reservation,
  subject: z.string().transform(subject),
  tokenId: token,
  openedAt: time,
  openedOdometerMetres: distance,
  latestReturnAt: time,
});
const rental = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('none') }), openRental]);

const permille = z.number().int().nullable();
/** Older snapshots repeat the odometer of the opening here. */
const course = z.object({
  journal: z.string().transform(journalId),
  openedSeq: z.number().int(),
  openedFuelPermille: permille,
  trips: z.array(z.strictObject({ startedAt: time, endedAt: time, distanceMetres: distance })),
});
const returned = z.strictObject({
  rental: openRental,
  course,
  closedSeq: z.number().int(),
  link: z.string(),
  returnedAt: time,
  returnedAtQuality: quality,
  odometerMetres: distance,
  fuelPermille: permille,
  keyInHolder: z.boolean().default(true),
  fuelCardInHolder: z.boolean().default(true),
});

const schema = z.strictObject({
  odometer: z.strictObject({
    metres: distance,
    source: z.custom<OdometerSource>(isWordOf<OdometerSource>(odometerSources)),
    offsetMetres: z.number().int(),
    rebasedMetres: z.number().int(),
  }),
  rental,
  course: course.nullable().default(null),
  returned: returned.nullable().default(null),
  trip: z.strictObject({ startedAt: time, startDrivenMetres: z.number().int() }).nullable(),
  custody: z
    .strictObject({ keyInHolder: z.boolean(), fuelCardInHolder: z.boolean(), doorsLocked: z.boolean() })
    .nullable(),
  lock: z.strictObject({ at: time, quality }).nullable(),
  ended: z.array(reservation),
  tokenUses: z
    .array(z.tuple([token, z.strictObject({ uses: z.number().int(), usesInDoubt: z.number().int() })]))
    .transform((entries) => new Map(entries)),
  commands: z.array(z.string()),
  keyTaken: z.boolean(),
  alarms: z.array(z.custom<AlarmName>(isWordOf<AlarmName>(alarmNames))),
  recordedAt: time.nullable(),
  lists: z
    .strictObject({
      'key-set': z.number().int(),
      'revoked-keys': z.number().int(),
      'deny-list': z.number().int(),
    })
    .default(noLists),
  settings: z
    .strictObject({
      newest: z.number().int(),
      kept: z.number().int().nullable(),
      trying: z.strictObject({ version: z.number().int(), boots: z.number().int() }).nullable(),
    })
    .default(noSettingsYet),
  cardRound: z
    .strictObject({
      outAt: time,
      outDrivenMetres: z.number().int(),
      fuel: z
        .strictObject({ at: time, beforePermille: z.number().int(), afterPermille: z.number().int() })
        .nullable(),
      back: z.strictObject({ at: time, drivenMetres: z.number().int() }).nullable(),
    })
    .nullable()
    .default(null),
});

/** What a new journal segment begins with, so that recovery need not read the segments before it. */
export interface Snapshot {
  readonly state: CarState;
  /** link(n) of the record before the segment, 32 bytes in hexadecimal. */
  readonly link: string;
  readonly bootCount: number;
  /** The latest time that someone trusted has signed (D8). */
  readonly lowerBound: EpochMilliseconds;
}

const snapshotSchema = z.strictObject({
  state: schema,
  link: z.string().regex(/^[0-9a-f]{64}$/),
  bootCount: z.number().int(),
  lowerBound: time,
});

export const encodeSnapshot = (snapshot: Snapshot): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({ ...snapshot, state: { ...snapshot.state, tokenUses: [...snapshot.state.tokenUses] } }),
  );

/** @throws {MalformedError} where a snapshot was written by a version that this one does not understand. */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  try {
    return snapshotSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (thrown) {
    throw new MalformedError(`journal snapshot: ${messageOf(thrown)}`, { cause: thrown });
  }
}
