import type { FactOf } from '../../protocol/messages/registry.ts';
import type { Zones } from '../../protocol/messages/zones.ts';
import { between, type EpochMilliseconds, type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { RecordedCardRound } from '../state/state.ts';

/** Out for so long, the card is not at a pump any more. */
export const longestOutMilliseconds = 15 * 60_000;
/** From a pump to the shop, and no further. */
export const furthestOutMetres = 1_000;
/** Fuel is told by the gauge once the ignition is on again: for so long after the card is back it still belongs to it. */
const fuelAwaitedMilliseconds = 15 * 60_000;

/** Where and when something happens to the card. */
export interface CardMoment {
  readonly elapsed: Milliseconds;
  readonly wallTime: EpochMilliseconds;
  readonly drivenMetres: number;
  readonly fuelPermille: number | null;
  readonly zones: Zones | undefined;
}

/** The card on its way: in its holder, out, or back while the gauge has not told yet what came in. */
export type CardRound =
  | { readonly kind: 'in' }
  | ({ readonly kind: 'out' } & Way)
  | ({ readonly kind: 'back'; readonly inAt: CardMoment } & Way);

interface Way {
  readonly outAt: CardMoment;
  /** How long it had been out when the unit started; elapsed time counts from there. */
  readonly outBefore: Milliseconds;
  readonly engineOffAt: EpochMilliseconds | null;
  readonly fuel: (FactOf<'refuelled'> & { readonly at: EpochMilliseconds }) | null;
}

export type CardInput =
  | { readonly kind: 'card'; readonly inHolder: boolean; readonly at: CardMoment }
  | { readonly kind: 'ignition-off'; readonly at: CardMoment }
  | { readonly kind: 'refuelled'; readonly fact: FactOf<'refuelled'>; readonly at: CardMoment }
  | { readonly kind: 'tick'; readonly at: CardMoment }
  | { readonly kind: 'rental-closing'; readonly at: CardMoment };

export interface CardStep {
  readonly round: CardRound;
  readonly facts: readonly FactOf<'fuel-card-round'>[];
}

const stay = (round: CardRound): CardStep => ({ round, facts: [] });
const home: CardRound = { kind: 'in' };

/** The chain of custody: out, engine off, fuel rises, in. */
export function cardTransition(round: CardRound, input: CardInput): CardStep {
  switch (round.kind) {
    case 'in':
      return stay(input.kind === 'card' && !input.inHolder ? takenOut(input.at) : round);
    case 'out':
      return whileOut(round, input);
    case 'back':
      return whileBack(round, input);
    default:
      return round satisfies never;
  }
}

const takenOut = (outAt: CardMoment): CardRound => ({
  kind: 'out',
  outAt,
  outBefore: milliseconds(0),
  engineOffAt: null,
  fuel: null,
});

/** How long it is out; null where it is not. */
export const outFor = (round: CardRound, now: Milliseconds): Milliseconds | null =>
  round.kind === 'out' ? milliseconds(between(round.outAt.elapsed, now) + round.outBefore) : null;

/** Goes on from what the records tell, as the unit starts in the middle of a round; zones and engine are not among it. */
export function resumedRound(recorded: RecordedCardRound | null, now: CardMoment): CardRound {
  if (recorded === null) return home;
  const { outAt, outDrivenMetres, fuel, back } = recorded;
  const then = (wallTime: EpochMilliseconds, drivenMetres: number): CardMoment => ({
    elapsed: now.elapsed,
    wallTime,
    drivenMetres,
    fuelPermille: null,
    zones: undefined,
  });
  const way = {
    outAt: then(outAt, outDrivenMetres),
    outBefore: between(outAt, now.wallTime),
    engineOffAt: null,
    fuel: fuel === null ? null : { kind: 'refuelled' as const, ...fuel },
  };
  return back === null
    ? { kind: 'out', ...way }
    : { kind: 'back', ...way, inAt: then(back.at, back.drivenMetres) };
}

function whileOut(round: Extract<CardRound, { kind: 'out' }>, input: CardInput): CardStep {
  switch (input.kind) {
    case 'card':
      return stay(input.inHolder ? { ...round, kind: 'back', inAt: input.at } : round);
    case 'ignition-off':
      return stay({ ...round, engineOffAt: round.engineOffAt ?? input.at.wallTime });
    case 'refuelled':
      return stay({ ...round, fuel: { ...input.fact, at: input.at.wallTime } });
    case 'tick':
    case 'rental-closing':
      return stay(round);
    default:
      return input satisfies never;
  }
}

function whileBack(round: Extract<CardRound, { kind: 'back' }>, input: CardInput): CardStep {
  switch (input.kind) {
    case 'card':
      return input.inHolder ? stay(round) : { ...stay(takenOut(input.at)), facts: [told(round)] };
    case 'refuelled':
      return over({ ...round, fuel: { ...input.fact, at: input.at.wallTime } });
    case 'rental-closing':
      return over(round);
    case 'tick':
      return round.fuel !== null || input.at.elapsed - round.inAt.elapsed >= fuelAwaitedMilliseconds
        ? over(round)
        : stay(round);
    case 'ignition-off':
      return stay(round);
    default:
      return input satisfies never;
  }
}

const over = (round: Extract<CardRound, { kind: 'back' }>): CardStep => ({
  round: home,
  facts: [told(round)],
});

function told({
  outAt,
  inAt,
  engineOffAt,
  fuel,
}: Extract<CardRound, { kind: 'back' }>): FactOf<'fuel-card-round'> {
  const before = fuel?.beforePermille ?? outAt.fuelPermille;
  const after = fuel?.afterPermille ?? inAt.fuelPermille;
  return {
    kind: 'fuel-card-round',
    outAt: outAt.wallTime,
    inAt: inAt.wallTime,
    drivenMetres: Math.max(0, inAt.drivenMetres - outAt.drivenMetres),
    ...(engineOffAt === null ? {} : { engineOffAt }),
    ...(fuel === null ? {} : { fuelRoseAt: fuel.at }),
    ...(before === null ? {} : { beforePermille: before }),
    ...(after === null ? {} : { afterPermille: after }),
    ...(outAt.zones === undefined ? {} : { outZones: outAt.zones }),
    ...(inAt.zones === undefined ? {} : { inZones: inAt.zones }),
  };
}
