import fc from 'fast-check';
import { listKinds } from '../../../protocol/lists/list.ts';
import type { FactOf, RecordKind } from '../../../protocol/messages/registry.ts';
import {
  actions,
  alarmNames,
  checklistItems,
  clockQualities,
  noteStandings,
  odometerSources,
  verdicts,
  zoneVerdicts,
} from '../../../protocol/messages/words.ts';
import { issuers } from '../token/claim-values.ts';
import {
  commandIds,
  counts,
  distances,
  journals,
  permilles,
  reservations,
  seqs,
  subjects,
  tokenIds,
  wallTimes,
  wordsOf,
} from './field-values.ts';

const zones = fc.record(
  { green: wordsOf(zoneVerdicts), orange: wordsOf(zoneVerdicts) },
  { requiredKeys: [] },
);
const notes = fc.record({ item: wordsOf(checklistItems), standing: wordsOf(noteStandings) });

/** Arbitrary facts of every kind of record (clause 3.7). */
export const factValues: { readonly [Kind in RecordKind]: fc.Arbitrary<FactOf<Kind>> } = {
  'journal-opened': fc.record(
    {
      kind: fc.constant('journal-opened'),
      reason: fc.constantFrom('first', 'tail-lost', 'unreadable'),
      previousJournal: journals,
      previousSeq: counts,
    },
    { requiredKeys: ['kind', 'reason'] },
  ),
  booted: fc.record({
    kind: fc.constant('booted'),
    software: fc.string({ maxLength: 64 }),
    tornBytes: counts,
  }),
  'access-decided': fc.record(
    {
      kind: fc.constant('access-decided'),
      verdict: wordsOf(verdicts),
      action: wordsOf(actions),
      issuer: issuers,
      subject: subjects,
      tokenId: tokenIds,
      reservation: reservations,
      count: fc.integer({ min: 1 }),
    },
    { requiredKeys: ['kind', 'verdict'] },
  ),
  'rental-opened': fc.record(
    {
      kind: fc.constant('rental-opened'),
      reservation: reservations,
      subject: subjects,
      tokenId: tokenIds,
      latestReturnAt: wallTimes,
      fuelPermille: permilles,
      zones,
    },
    { requiredKeys: ['kind', 'reservation', 'subject', 'tokenId', 'latestReturnAt'] },
  ),
  'rental-closed': fc.record(
    {
      kind: fc.constant('rental-closed'),
      reservation: reservations,
      subject: subjects,
      cause: fc.constantFrom('ended', 'abandoned', 'superseded'),
      returnedAt: wallTimes,
      returnedAtQuality: wordsOf(clockQualities),
      fuelPermille: permilles,
      zones,
      notes: fc.array(notes, { maxLength: 16 }),
    },
    { requiredKeys: ['kind', 'reservation', 'subject', 'cause', 'returnedAt', 'returnedAtQuality'] },
  ),
  'trip-started': fc.record({
    kind: fc.constant('trip-started'),
    startedAt: wallTimes,
    startOdometerMetres: distances,
  }),
  'trip-ended': fc.record({
    kind: fc.constant('trip-ended'),
    startedAt: wallTimes,
    startOdometerMetres: distances,
    endedAt: wallTimes,
    endOdometerMetres: distances,
    distanceMetres: distances,
    cause: fc.constantFrom('ignition-off', 'rental-closed', 'rebooted', 'silence'),
  }),
  'custody-changed': fc.record({
    kind: fc.constant('custody-changed'),
    item: fc.constantFrom('key', 'fuel-card'),
    inHolder: fc.boolean(),
  }),
  'lock-changed': fc.record({ kind: fc.constant('lock-changed'), locked: fc.boolean() }),
  refuelled: fc.record(
    {
      kind: fc.constant('refuelled'),
      beforePermille: permilles,
      afterPermille: permilles,
      addedMillilitres: counts,
      toleranceMillilitres: counts,
    },
    { requiredKeys: ['kind', 'beforePermille', 'afterPermille'] },
  ),
  'odometer-rebased': fc.record({
    kind: fc.constant('odometer-rebased'),
    source: wordsOf(odometerSources),
    beforeMetres: distances,
    afterMetres: distances,
    offsetMetres: fc.maxSafeInteger(),
    reason: fc.constantFrom(
      'first-reading',
      'source-changed',
      'rollback',
      'jump',
      'counter-reset',
      'moved-unseen',
      'source-frozen',
    ),
  }),
  'clock-adjusted': fc.record({
    kind: fc.constant('clock-adjusted'),
    fromWallTime: wallTimes,
    toWallTime: wallTimes,
  }),
  'command-done': fc.record({
    kind: fc.constant('command-done'),
    command: commandIds,
    outcome: fc.constantFrom('done', 'expired', 'repeated', 'refused', 'not-confirmed'),
  }),
  'set-aside': fc.record({
    kind: fc.constant('set-aside'),
    journal: journals,
    fromSeq: counts,
    toSeq: counts,
  }),
  sealed: fc.record({ kind: fc.constant('sealed'), reason: fc.constantFrom('age', 'shutdown') }),
  alarm: fc.record({
    kind: fc.constant('alarm'),
    alarm: wordsOf(alarmNames),
    raised: fc.boolean(),
  }),
  unsynced: fc.record({ kind: fc.constant('unsynced'), fromSeq: seqs, toSeq: seqs }),
  dropped: fc.record({
    kind: fc.constant('dropped'),
    what: fc.constantFrom('facts', 'samples'),
    count: seqs,
  }),
  'list-taken': fc.record({ kind: fc.constant('list-taken'), list: wordsOf(listKinds), number: seqs }),
  'stretch-unknown': fc.record({
    kind: fc.constant('stretch-unknown'),
    startedAt: wallTimes,
    endedAt: wallTimes,
    source: wordsOf(odometerSources),
  }),
  'odometer-noted': fc.record({ kind: fc.constant('odometer-noted') }),
  'fuel-card-round': fc.record(
    {
      kind: fc.constant('fuel-card-round'),
      outAt: wallTimes,
      inAt: wallTimes,
      engineOffAt: wallTimes,
      fuelRoseAt: wallTimes,
      beforePermille: permilles,
      afterPermille: permilles,
      outZones: zones,
      inZones: zones,
      drivenMetres: counts,
    },
    { requiredKeys: ['kind', 'outAt', 'inAt', 'drivenMetres'] },
  ),
  'configuration-changed': fc.record(
    {
      kind: fc.constant('configuration-changed'),
      version: counts,
      outcome: fc.constantFrom('trying', 'kept', 'taken-back', 'refused'),
      reason: fc.constantFrom('gateway-not-reached', 'restarted', 'invalid', 'profile-unknown'),
    },
    { requiredKeys: ['kind', 'version', 'outcome'] },
  ),
  'position-alarm': fc.record({
    kind: fc.constant('position-alarm'),
    alarm: wordsOf(alarmNames),
    latitudeMicrodegrees: fc.integer({ min: -90_000_000, max: 90_000_000 }),
    longitudeMicrodegrees: fc.integer({ min: -180_000_000, max: 180_000_000 }),
    accuracyMetres: counts,
  }),
  'going-dark': fc.record({
    kind: fc.constant('going-dark'),
    batteryMillivolts: fc.integer({ min: 0, max: 60_000 }),
  }),
  'cable-changed': fc.record(
    { kind: fc.constant('cable-changed'), connected: fc.boolean(), chargePermille: permilles },
    { requiredKeys: ['kind', 'connected'] },
  ),
};
