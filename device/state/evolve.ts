import { toHex } from '../../protocol/codec/bytes.ts';
import type { Header } from '../../protocol/messages/header.ts';
import type { Fact, FactOf } from '../../protocol/messages/registry.ts';
import { isInDoubt } from '../../protocol/messages/words.ts';
import type { LockMoment } from '../rental/rental.ts';
import { type RentalCourse, withTrip } from '../state/course.ts';
import {
  type CarState,
  drivenMetres,
  maxCommands,
  maxEnded,
  maxTokenUses,
  type RecordedSettings,
} from './state.ts';

/** A record as far as the state depends on it. */
export interface Recorded {
  readonly header: Pick<
    Header,
    'journal' | 'seq' | 'wallTime' | 'clockQuality' | 'odometerMetres' | 'odometerSource'
  >;
  /** SHA-256 of the header's bytes. */
  readonly link: Uint8Array;
  readonly fact: Fact;
}

/** The state after one more record: pure, so that recovery is the same as having lived through it. */
export function evolve(before: CarState, { header, link, fact }: Recorded): CarState {
  const state = { ...withOdometer(before, header), recordedAt: header.wallTime };
  switch (fact.kind) {
    case 'rental-opened':
      return {
        ...state,
        rental: opened(fact, header),
        course: courseOf(fact, header),
        keyTaken: state.custody?.keyInHolder === false,
      };
    case 'rental-closed':
      return {
        ...state,
        rental: { kind: 'none' },
        course: null,
        returned: returnedBy(state, fact, { header, link }),
        ended: kept([...state.ended, fact.reservation], maxEnded),
      };
    case 'trip-started':
      return { ...state, trip: startOf(state, fact) };
    case 'trip-ended':
      return {
        ...state,
        trip: null,
        course: state.course === null ? null : withTrip(state.course, fact),
      };
    case 'custody-changed':
      return withCustody(
        withCard(withKey(state, fact), fact, header),
        fact.item === 'key' ? { keyInHolder: fact.inHolder } : { fuelCardInHolder: fact.inHolder },
      );
    case 'lock-changed':
      return {
        ...withCustody(state, { doorsLocked: fact.locked }),
        lock: fact.locked ? lockAt(header) : state.lock,
      };
    case 'access-decided':
      return withTokenUse(state, fact, header);
    case 'odometer-rebased':
      return rebased(state, fact);
    case 'command-done':
      return { ...state, commands: kept([...state.commands, fact.command], maxCommands) };
    case 'alarm':
      return withAlarm(state, fact);
    case 'list-taken':
      return { ...state, lists: { ...state.lists, [fact.list]: fact.number } };
    case 'configuration-changed':
      return { ...state, settings: settingsAfter(state.settings, fact) };
    case 'booted':
      return { ...state, settings: restarted(state.settings) };
    case 'refuelled':
      return withFuel(state, fact, header);
    case 'fuel-card-round':
      return { ...state, cardRound: (state.cardRound?.outAt ?? 0) < fact.inAt ? null : state.cardRound };
    case 'journal-opened':
    case 'clock-adjusted':
    case 'set-aside':
    case 'sealed':
    case 'stretch-unknown':
    case 'odometer-noted':
    case 'position-alarm':
    case 'going-dark':
    case 'cable-changed':
    case 'unsynced':
    case 'dropped':
      return state;
  }
}

const kept = <Item>(items: readonly Item[], most: number): readonly Item[] => items.slice(-most);

const lockAt = (header: Recorded['header']): LockMoment => ({
  at: header.wallTime,
  quality: header.clockQuality,
});

function withOdometer(state: CarState, header: Recorded['header']): CarState {
  const { odometerMetres, odometerSource } = header;
  if (state.odometer.metres === odometerMetres && state.odometer.source === odometerSource) return state;
  return { ...state, odometer: { ...state.odometer, metres: odometerMetres, source: odometerSource } };
}

const opened = (fact: FactOf<'rental-opened'>, header: Recorded['header']) => ({
  kind: 'open' as const,
  reservation: fact.reservation,
  subject: fact.subject,
  tokenId: fact.tokenId,
  openedAt: header.wallTime,
  openedOdometerMetres: header.odometerMetres,
  latestReturnAt: fact.latestReturnAt,
});

const courseOf = (fact: FactOf<'rental-opened'>, header: Recorded['header']): RentalCourse => ({
  journal: header.journal,
  openedSeq: header.seq,
  openedFuelPermille: fact.fuelPermille ?? null,
  trips: [],
});

function returnedBy(
  { rental, course, returned, custody }: CarState,
  fact: FactOf<'rental-closed'>,
  { header, link }: Pick<Recorded, 'header' | 'link'>,
): CarState['returned'] {
  if (rental.kind === 'none' || course === null) return returned;
  return {
    rental,
    course,
    closedSeq: header.seq,
    link: toHex(link),
    returnedAt: fact.returnedAt,
    returnedAtQuality: fact.returnedAtQuality,
    odometerMetres: header.odometerMetres,
    fuelPermille: fact.fuelPermille ?? null,
    keyInHolder: custody?.keyInHolder ?? true,
    fuelCardInHolder: custody?.fuelCardInHolder ?? true,
  };
}

const startOf = (state: CarState, fact: FactOf<'trip-started'>) => ({
  startedAt: fact.startedAt,
  startDrivenMetres: drivenMetres(state) - (state.odometer.metres - fact.startOdometerMetres),
});

const nothingInCustody = { keyInHolder: false, fuelCardInHolder: false, doorsLocked: false };

const withCustody = (state: CarState, change: Partial<typeof nothingInCustody>): CarState => ({
  ...state,
  custody: { ...(state.custody ?? nothingInCustody), ...change },
});

function withTokenUse(state: CarState, fact: FactOf<'access-decided'>, header: Recorded['header']): CarState {
  if (fact.verdict !== 'granted' || fact.action !== 'unlock' || fact.tokenId === undefined) return state;
  const before = state.tokenUses.get(fact.tokenId) ?? { uses: 0, usesInDoubt: 0 };
  const use = {
    uses: before.uses + 1,
    usesInDoubt: before.usesInDoubt + (isInDoubt(header.clockQuality) ? 1 : 0),
  };
  const others = [...state.tokenUses].filter(([tokenId]) => tokenId !== fact.tokenId);
  return { ...state, tokenUses: new Map(kept([...others, [fact.tokenId, use]], maxTokenUses)) };
}

const withKey = (state: CarState, { item, inHolder }: FactOf<'custody-changed'>): CarState =>
  item === 'key' && !inHolder ? { ...state, keyTaken: true } : state;

function withCard(
  state: CarState,
  { item, inHolder }: FactOf<'custody-changed'>,
  { wallTime: at }: Recorded['header'],
): CarState {
  if (item !== 'fuel-card') return state;
  const driven = drivenMetres(state);
  const { cardRound } = state;
  if (!inHolder)
    return { ...state, cardRound: { outAt: at, outDrivenMetres: driven, fuel: null, back: null } };
  return cardRound === null
    ? state
    : { ...state, cardRound: { ...cardRound, back: { at, drivenMetres: driven } } };
}

function withFuel(
  state: CarState,
  { beforePermille, afterPermille }: FactOf<'refuelled'>,
  { wallTime: at }: Recorded['header'],
): CarState {
  if (state.cardRound === null) return state;
  return { ...state, cardRound: { ...state.cardRound, fuel: { at, beforePermille, afterPermille } } };
}

function withAlarm(state: CarState, { alarm, raised }: FactOf<'alarm'>): CarState {
  const others = state.alarms.filter((name) => name !== alarm);
  return { ...state, alarms: raised ? [...others, alarm] : others };
}

function settingsAfter(
  { newest, kept: before, trying }: RecordedSettings,
  { version, outcome }: FactOf<'configuration-changed'>,
): RecordedSettings {
  const newer = Math.max(newest, version);
  switch (outcome) {
    case 'trying':
      return { newest: newer, kept: before, trying: { version, boots: 0 } };
    case 'kept':
      return { newest: newer, kept: version, trying: null };
    case 'taken-back':
      return { newest: newer, kept: before === version ? null : before, trying: null };
    case 'refused':
      return { newest: newer, kept: before, trying };
  }
}

const restarted = (settings: RecordedSettings): RecordedSettings =>
  settings.trying === null
    ? settings
    : { ...settings, trying: { ...settings.trying, boots: settings.trying.boots + 1 } };

/** The header of this very record shows the odometer after the step. */
const rebased = (state: CarState, fact: FactOf<'odometer-rebased'>): CarState => ({
  ...state,
  odometer: {
    metres: fact.afterMetres,
    source: fact.source,
    offsetMetres: fact.offsetMetres,
    rebasedMetres: state.odometer.rebasedMetres + fact.afterMetres - fact.beforeMetres,
  },
});
