import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { QuarantinedRow, RejectedRow } from '../storage/set-aside.ts';
import type { Storage } from '../storage/storage.ts';

/** `rejected-` or `quarantined-` and the first eight bytes of SHA-256 of car and content. */
export type SetAsideId = string;

/** Something that a car sent and that was not taken (D4). */
export interface SetAsideItem {
  readonly id: SetAsideId;
  readonly kind: 'rejected' | 'quarantined';
  readonly car: CarId;
  readonly topic: string;
  /** Null where not even the envelope could be read. */
  readonly journal: JournalId | null;
  readonly seq: number | null;
  readonly reason: string;
  readonly receivedAt: EpochMilliseconds;
  readonly bytes: number;
  /** As sent: a whole message where `journal` is null, else one record; hexadecimal. */
  readonly raw: string;
}

export type FoundSetAside =
  | { readonly kind: 'rejected'; readonly row: RejectedRow; readonly item: SetAsideItem }
  | { readonly kind: 'quarantined'; readonly row: QuarantinedRow; readonly item: SetAsideItem };

/** More are not looked through: by then the cause is to be found, not the single message. */
export const mostSetAside = 100_000;

const idOf = (kind: SetAsideItem['kind'], car: CarId, content: Uint8Array): SetAsideId =>
  `${kind}-${toHex(sha256(new TextEncoder().encode(`${car}/${toHex(content)}`)).subarray(0, 8))}`;

const rejectedItem = (row: RejectedRow): FoundSetAside => {
  const { car, topic, journal, seq, reason, receivedAt, raw, digest } = row;
  const id = idOf('rejected', car, digest);
  const item = { id, kind: 'rejected', car, topic, journal, seq, reason, receivedAt } as const;
  return { kind: 'rejected', row, item: { ...item, bytes: raw.length, raw: toHex(raw) } };
};

const quarantinedItem = (row: QuarantinedRow): FoundSetAside => {
  const { car, journal, seq, reason, receivedAt, raw } = row;
  const id = idOf('quarantined', car, sha256(raw));
  const item = { id, kind: 'quarantined', car, topic: 'records', journal, seq, reason, receivedAt } as const;
  return { kind: 'quarantined', row, item: { ...item, bytes: raw.length, raw: toHex(raw) } };
};

/** All that is set aside, in the order of arrival, at most `limit` of each kind. */
export const setAsideIn = ({ setAside }: Storage, limit: number): FoundSetAside[] =>
  [
    ...setAside.rejected(limit).map(rejectedItem),
    ...setAside.quarantined(limit).map(quarantinedItem),
  ].toSorted((left, right) => left.item.receivedAt - right.item.receivedAt);

/** @throws {Fault} `not-found` */
export function findSetAside(storage: Storage, id: SetAsideId): FoundSetAside {
  const found = setAsideIn(storage, mostSetAside).find(({ item }) => item.id === id);
  if (found !== undefined) return found;
  throw new Fault({ code: 'not-found', blame: 'sender' }, `nothing is set aside as ${id}`);
}
