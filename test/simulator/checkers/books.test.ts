import { describe, expect, test } from 'vitest';
import { carId, reservationId } from '../../../protocol/ids.ts';
import { metres } from '../../../protocol/units.ts';
import { type Books, checkBooks } from '../../../simulator/checkers/books.ts';
import { proofsOf } from '../../../simulator/report/outcome.ts';
import type { CarProof } from '../../../simulator/report/proof.ts';
import { billed } from '../../simulation/naive-bill.ts';
import { rentalsOf, simulate, statementsOf } from '../../simulation/virtual-fleet.ts';

const run = await simulate({ seed: 5, cars: 2, days: 1 });
const good: Books = {
  proofs: proofsOf(run.cars),
  truths: rentalsOf(run),
  statements: statementsOf(run),
  failures: [],
};
const [firstProof, ...otherProofs] = good.proofs;
const [firstBilled] = billed(run);
if (firstProof === undefined || firstBilled === undefined) throw new Error('an empty world');
const { truth, statement } = firstBilled;
const otherStatements = good.statements.filter((any) => any !== statement);
const otherTruths = good.truths.filter((any) => any !== truth);

/** Names of the checks that do not hold, with what they say. */
const failed = (changes: Partial<Books>): string[] =>
  checkBooks({ ...good, ...changes })
    .filter(({ ok }) => !ok)
    .map(({ name, detail }) => `${name}: ${detail}`);

const withProof = (changes: Partial<CarProof>) => ({
  proofs: [{ ...firstProof, ...changes }, ...otherProofs],
});

test('the books of a run that went well hold', () => {
  expect(failed({})).toEqual([]);
});

describe('planted faults are found, and named', () => {
  test.each(['billedMetres', 'unassignedMetres', 'gapMetres', 'openMetres', 'shownMetres'] as const)(
    'kilometres: one metre more in %s',
    (field) => {
      expect(failed(withProof({ [field]: firstProof[field] + 1 }))).toEqual([
        expect.stringMatching(
          new RegExp(`^kilometres: ${firstProof.car}: the odometer showed \\d+ m, \\d+ m accounted for$`),
        ),
      ]);
    },
  );

  test('no-loss: a record that is not stored, and one that nobody wrote', () => {
    const { recordsStored } = firstProof;
    for (const stored of [recordsStored - 1, recordsStored + 1])
      expect(failed(withProof({ recordsStored: stored }))).toEqual([
        `no-loss: ${firstProof.car}: ${firstProof.recordsWritten} records written, ${stored} stored`,
      ]);
  });

  test('priced-once: no statement, two, none with a price, another distance', () => {
    const { reservation } = statement;
    expect(failed({ statements: otherStatements })).toEqual([
      `priced-once: rental ${reservation}: 0 statements`,
    ]);
    expect(failed({ statements: [...good.statements, statement] })).toEqual([
      `priced-once: rental ${reservation}: 2 statements`,
    ]);
    const error = { code: 'price-not-published', message: 'no such cell' };
    expect(
      failed({ statements: [...otherStatements, { ...statement, price: { ok: false, error } }] }),
    ).toEqual([`priced-once: rental ${reservation}: no such cell`]);
    const longer = { ...truth, returnedOdometerMetres: metres(truth.returnedOdometerMetres + 100) };
    expect(failed({ truths: [...otherTruths, longer] })).toEqual([
      expect.stringMatching(
        `^priced-once: rental ${reservation}: \\d+ m billed, the odometer showed \\d+ m$`,
      ),
    ]);
  });

  test('drivers-served: whatever a driver could not do; of several faults the first, with their number', () => {
    expect(failed({ failures: ['car-0001, An: unlock was refused: car-in-use', 'another'] })).toEqual([
      'drivers-served: car-0001, An: unlock was refused: car-in-use (and 1 more)',
    ]);
  });

  test('a rental that the world does not know of is no fault: the start before may have left it', () => {
    const abandoned = {
      ...statement,
      reservation: reservationId('00000000000000ff'),
      car: carId('car-0009'),
    };
    expect(failed({ statements: [...good.statements, abandoned] })).toEqual([]);
  });
});
