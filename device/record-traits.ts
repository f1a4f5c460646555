import type { Fact, RecordKind } from '../protocol/messages/registry.ts';

/** Kinds of records that carry the car's signature over all before them (D2). */
const sealingKinds: ReadonlySet<RecordKind> = new Set([
  'trip-ended',
  'rental-opened',
  'rental-closed',
  'sealed',
]);

/** Neither a decision nor an edge: they may wait a moment for others, and share a sync with them (D6). */
const patientKinds: ReadonlySet<RecordKind> = new Set([
  'journal-opened',
  'booted',
  'odometer-rebased',
  'refuelled',
  'clock-adjusted',
  'set-aside',
  'sealed',
  'dropped',
]);

/** No bill and no later decision rests on them: where room is short they are counted only (D6). */
const expendableKinds: ReadonlySet<RecordKind> = new Set(['clock-adjusted', 'set-aside', 'alarm', 'dropped']);

/** People wait for them at the gateway (D5). */
const urgentKinds: ReadonlySet<RecordKind> = new Set([
  'access-decided',
  'rental-opened',
  'rental-closed',
  'command-done',
  'alarm',
]);

/** What a unit finds out again from clock, cabin and car when it starts, or says of itself. */
const foundAgainKinds: ReadonlySet<RecordKind> = new Set([
  'journal-opened',
  'booted',
  'custody-changed',
  'lock-changed',
  'odometer-rebased',
  'clock-adjusted',
  'sealed',
  'alarm',
  'cable-changed',
]);

export const isFoundAgain = ({ kind }: Fact): boolean => foundAgainKinds.has(kind);
export const isSealing = ({ kind }: Fact): boolean => sealingKinds.has(kind);
export const isPatient = ({ kind }: Fact): boolean => patientKinds.has(kind);
export const isUrgent = ({ kind }: Fact): boolean => urgentKinds.has(kind);

export const isExpendable = (fact: Fact): boolean =>
  expendableKinds.has(fact.kind) || (fact.kind === 'access-decided' && fact.verdict !== 'granted');
