import { describe, expect, test } from 'vitest';
import {
  type CardInput,
  type CardMoment,
  type CardRound,
  cardTransition,
} from '../../../device/cabin/fuel-card-round.ts';
import { epochMilliseconds, milliseconds } from '../../../protocol/units.ts';

const at = (minutes: number, change: Partial<CardMoment> = {}): CardMoment => ({
  elapsed: milliseconds(minutes * 60_000),
  wallTime: epochMilliseconds(1_780_000_000_000 + minutes * 60_000),
  drivenMetres: 5_000,
  fuelPermille: 200,
  zones: { green: 'outside' },
  ...change,
});
const card = (inHolder: boolean, moment: CardMoment): CardInput => ({ kind: 'card', inHolder, at: moment });
const refuelled = { kind: 'refuelled', beforePermille: 200, afterPermille: 900 } as const;

function reached(...inputs: readonly CardInput[]) {
  let round: CardRound = { kind: 'in' };
  const facts = inputs.flatMap((input) => {
    const step = cardTransition(round, input);
    round = step.round;
    return step.facts;
  });
  return { round, facts };
}

describe('the round of a fuel card', () => {
  test('has engine off and the rise of fuel between out and in, with the zones', () => {
    const { facts } = reached(
      card(false, at(0)),
      { kind: 'ignition-off', at: at(1) },
      card(true, at(6)),
      { kind: 'tick', at: at(7) },
      { kind: 'refuelled', fact: refuelled, at: at(9) },
    );
    expect(facts).toEqual([
      {
        kind: 'fuel-card-round',
        outAt: at(0).wallTime,
        engineOffAt: at(1).wallTime,
        inAt: at(6).wallTime,
        fuelRoseAt: at(9).wallTime,
        beforePermille: 200,
        afterPermille: 900,
        outZones: { green: 'outside' },
        inZones: { green: 'outside' },
        drivenMetres: 0,
      },
    ]);
  });

  test('without fuel is told a quarter of an hour after the card is back, or as the rental ends', () => {
    const out = [card(false, at(0)), card(true, at(6))];
    expect(reached(...out, { kind: 'tick', at: at(20) }).facts).toEqual([]);
    expect(reached(...out, { kind: 'tick', at: at(21) }).facts).toHaveLength(1);
    const [fact] = reached(...out, { kind: 'rental-closing', at: at(8) }).facts;
    expect(fact).not.toHaveProperty('fuelRoseAt');
    expect(fact).not.toHaveProperty('engineOffAt');
  });

  test('that begins again before the gauge has told is two rounds', () => {
    const { facts, round } = reached(
      card(false, at(0)),
      card(true, at(6)),
      card(false, at(7, { drivenMetres: 6_000 })),
    );
    expect(facts).toHaveLength(1);
    expect(round).toMatchObject({ kind: 'out', outAt: { drivenMetres: 6_000 } });
  });
});
