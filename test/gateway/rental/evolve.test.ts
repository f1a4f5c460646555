import { describe, expect, test } from 'vitest';
import type { CarState } from '../../../gateway/rental/car-state.ts';
import type { Change } from '../../../gateway/rental/change.ts';
import { type Applied, evolve } from '../../../gateway/rental/evolve.ts';
import { journalId } from '../../../protocol/ids.ts';
import type { Fact } from '../../../protocol/messages/registry.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { closed, firstOpened, lockChanged, opened, rebased, trip } from '../../support/journeys.ts';

const journal = journalId('a1a2a3a4a5a6a7a8');
const [first, second] = ['00000000000000a1', '00000000000000b2'];

type Step = readonly [Fact, odometerMetres: number] | 'gap';

/** Runs facts through the fold, one seq each; a gap takes one seq too. */
function run(...steps: readonly Step[]): { state: CarState | null; changes: Change[] } {
  let state: CarState | null = null;
  const changes: Change[] = [];
  steps.forEach((step, at) => {
    const seq = at + 1;
    const applied: Applied =
      step === 'gap'
        ? { kind: 'passed-over', journal, fromSeq: seq, toSeq: seq, cause: 'lost' }
        : {
            kind: 'record',
            journal,
            seq,
            wallTime: epochMilliseconds(seq),
            odometerMetres: step[1],
            fact: step[0],
          };
    const evolved = evolve(state, applied);
    state = evolved.state;
    changes.push(...evolved.changes);
  });
  return { state, changes };
}

const unassigned = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.kind === 'unassigned' ? [[change.cause, change.distanceMetres]] : []));

describe('a rental', () => {
  test('is as long as the odometer says, from the opening to the closing (D10)', () => {
    const { changes } = run([firstOpened, 10], [opened(first), 10], [closed(first, 1), 510]);
    expect(changes.at(-1)).toMatchObject({ kind: 'rental-closed', distanceMetres: 500, rebasedMetres: 0 });
  });

  test('is shorter by the steps of the odometer that were no driving (D9)', () => {
    const { changes } = run([opened(first), 10], [rebased(100, 700), 700], [closed(first, 1), 710]);
    expect(changes.at(-1)).toMatchObject({ distanceMetres: 100, rebasedMetres: 600 });
  });

  test('never has a negative way: an odometer that went back unexplained is shown as a step', () => {
    const { changes } = run([opened(first), 500], [closed(first, 1), 300]);
    expect(changes).toMatchObject([
      { kind: 'rental-opened' },
      { kind: 'rebased', stepMetres: -200, reason: 'unexplained' },
      { kind: 'rental-closed', distanceMetres: 0 },
    ]);
  });

  test('with a gap in it is incomplete, and its way unassigned (D5)', () => {
    const { changes } = run([opened(first), 10], 'gap', [closed(first, 1), 510]);
    expect(changes.at(-1)).toMatchObject({
      kind: 'rental-incomplete',
      closed: { fact: { reservation: first } },
    });
    expect(unassigned(changes)).toEqual([['records-missing', 500]]);
  });

  test('whose closing is not seen is incomplete, and its way unassigned', () => {
    const { changes } = run([opened(first), 10], [opened(second), 510]);
    expect(changes.map(({ kind }) => kind)).toEqual([
      'rental-opened',
      'unassigned',
      'rental-incomplete',
      'rental-opened',
    ]);
    expect(unassigned(changes)).toEqual([['closing-missing', 500]]);
  });

  test('whose opening is not seen is incomplete, and the way to its closing unassigned', () => {
    const { changes } = run([firstOpened, 10], 'gap', [closed(first, 1), 510]);
    expect(unassigned(changes)).toEqual([['records-missing', 500]]);
    expect(changes.at(-1)).toMatchObject({ kind: 'rental-incomplete', opened: null });
  });

  test('is not closed by the closing of another one', () => {
    const { changes } = run([opened(first), 10], [closed(second, 1), 510]);
    expect(changes.filter(({ kind }) => kind === 'rental-incomplete')).toHaveLength(2);
    expect(changes.some(({ kind }) => kind === 'rental-closed')).toBe(false);
  });
});

describe('between rentals', () => {
  test('what the odometer shows is unassigned (D9)', () => {
    const { changes } = run([closed(first, 1), 100], [lockChanged, 300], [opened(second), 400]);
    expect(unassigned(changes)).toEqual([['between-rentals', 300]]);
  });

  test('a trip is an unassigned way of its own', () => {
    const { changes } = run([firstOpened, 100], [trip(150, 350), 350], [opened(first), 400]);
    expect(unassigned(changes)).toEqual([
      ['between-rentals', 50],
      ['trip-outside-rental', 200],
      ['between-rentals', 50],
    ]);
  });

  test('a gap has the way from the last record before it to the first one behind it', () => {
    const { changes } = run(
      [firstOpened, 100],
      [lockChanged, 200],
      'gap',
      [lockChanged, 500],
      [opened(first), 600],
    );
    expect(unassigned(changes)).toEqual([
      ['between-rentals', 100],
      ['records-missing', 300],
      ['between-rentals', 100],
    ]);
  });

  test('a step right behind a gap is no way driven', () => {
    const { changes } = run([firstOpened, 100], 'gap', [rebased(150, 950), 950], [opened(first), 950]);
    expect(unassigned(changes)).toEqual([['records-missing', 50]]);
  });

  test('the first reading of the odometer says from where to count', () => {
    const { state, changes } = run(
      [firstOpened, 0],
      [rebased(0, 12_000_000, 'first-reading'), 12_000_000],
      [opened(first), 12_000_100],
    );
    expect(state?.first.odometerMetres).toBe(12_000_000);
    expect(unassigned(changes)).toEqual([['between-rentals', 100]]);
  });
});
