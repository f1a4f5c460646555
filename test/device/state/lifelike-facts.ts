import fc from 'fast-check';
import type { Fact, FactOf } from '../../../protocol/messages/registry.ts';
import { odometerSources } from '../../../protocol/messages/words.ts';
import { metres } from '../../../protocol/units.ts';
import { factValues } from '../../protocol/messages/fact-values.ts';
import { wallTimes, wordsOf } from '../../protocol/messages/field-values.ts';

/** Odometers as cars have them, so that no sum of their steps leaves the safe integers. */
export const odometers = fc.nat(4_000_000_000).map(metres);

const rebased: fc.Arbitrary<FactOf<'odometer-rebased'>> = fc.record({
  kind: fc.constant('odometer-rebased'),
  source: wordsOf(odometerSources),
  beforeMetres: odometers,
  afterMetres: odometers,
  offsetMetres: fc.integer({ min: -4_000_000_000, max: 4_000_000_000 }),
  reason: fc.constantFrom('source-changed', 'moved-unseen'),
});
const started: fc.Arbitrary<FactOf<'trip-started'>> = fc.record({
  kind: fc.constant('trip-started'),
  startedAt: wallTimes,
  startOdometerMetres: odometers,
});

/** Facts of every kind, as one car may live through them in any order. */
export const lifelikeFacts: fc.Arbitrary<Fact> = fc.oneof(
  ...Object.values({ ...factValues, 'odometer-rebased': rebased, 'trip-started': started }),
);
