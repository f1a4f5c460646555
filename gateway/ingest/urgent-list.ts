import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Fact, FactOf } from '../../protocol/messages/registry.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Storage } from '../storage/storage.ts';
import type { UrgentRow } from '../storage/urgent.ts';
import { readEntry } from './entry.ts';

/** A record that a person is to see at once, whatever is missing before it (D5). */
export interface UrgentRecord {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly seq: number;
  readonly kind: 'alarm' | 'position-alarm' | 'access-decided' | 'erased';
  /** What it says: the alarm, or the verdict and what was asked for. */
  readonly what: string;
  /** For an alarm: whether it began, or ended; null for others. */
  readonly raised: boolean | null;
  /** Where the car was, with an alarm for which its operator has asked for that; null for others. It belongs in no log. */
  readonly position: AlarmPosition | null;
  readonly receivedAt: EpochMilliseconds;
  /** By the car's clock. */
  readonly wallTime: EpochMilliseconds | null;
  /** `waiting`: shown, and applied when the records before it are there. */
  readonly fate: UrgentRow['fate'];
}

/** Accuracy: the fix is off by more in one case of twenty. */
export type AlarmPosition = Pick<
  FactOf<'position-alarm'>,
  'latitudeMicrodegrees' | 'longitudeMicrodegrees' | 'accuracyMetres'
>;

/** Alarms always; decisions about access where they went ahead of records that are missing. */
export const isUrgent = (fact: Fact | null, isWaiting: boolean): boolean =>
  fact?.kind === 'alarm' || fact?.kind === 'position-alarm' || (fact?.kind === 'access-decided' && isWaiting);

/** The latest first. */
export const urgentIn = ({ urgent }: Storage, car: CarId | null, limit: number): UrgentRecord[] =>
  (car === null ? urgent.latest(limit) : urgent.latestOf(car, limit)).map(shown);

function shown({ car, journal, seq, raw, receivedAt, fate }: UrgentRow): UrgentRecord {
  const entry = readEntry(journal, seq, raw);
  const wallTime = entry.kind === 'record' ? entry.header.wallTime : null;
  const said = saidBy(entry.kind === 'record' ? entry.fact : null);
  return { car, journal, seq, ...said, receivedAt, wallTime, fate };
}

type Said = Pick<UrgentRecord, 'kind' | 'what' | 'raised' | 'position'>;

function saidBy(fact: Fact | null): Said {
  const none = { raised: null, position: null };
  switch (fact?.kind) {
    case 'alarm':
      return { ...none, kind: fact.kind, what: fact.alarm, raised: fact.raised };
    case 'position-alarm':
      return { ...none, kind: fact.kind, what: fact.alarm, position: positionIn(fact) };
    case 'access-decided':
      return { ...none, kind: fact.kind, what: `${fact.action} ${fact.verdict}` };
    default:
      return { ...none, kind: 'erased', what: 'erased' };
  }
}

const positionIn = ({
  latitudeMicrodegrees,
  longitudeMicrodegrees,
  accuracyMetres,
}: AlarmPosition): AlarmPosition => ({ latitudeMicrodegrees, longitudeMicrodegrees, accuracyMetres });
