import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Journal } from '../../../device/journal/journal.ts';
import { type DiskCondition, SimulatedDisk } from '../../../simulator/disk.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { begunJournal, daysLater, readAll, recovered, textBytes } from './journal-fixture.ts';

/** Several segments in one run, and a tail so short that most is read from the disk. */
const options = { segmentBytes: 300, maxUnsyncedBytes: 2000, tailBytes: 40 };

type Step =
  | { readonly do: 'append' | 'sync' | 'roll' }
  | { readonly do: 'ail'; readonly condition: DiskCondition }
  | { readonly do: 'kill'; readonly afterTurns: number }
  | {
      readonly do: 'crash';
      readonly afterTurns: number;
      readonly bitFlips: number;
      readonly holes: number;
      readonly seed: number;
    };

const stepOf = <Do extends 'append' | 'sync' | 'roll'>(weight: number, what: Do) => ({
  weight,
  arbitrary: fc.constant({ do: what }),
});
const turns = fc.nat(16);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  stepOf(8, 'append'),
  stepOf(6, 'sync'),
  stepOf(1, 'roll'),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('ail' as const),
      condition: fc.constantFrom<DiskCondition>('healthy', 'healthy', 'full', 'failing', 'read-only'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), afterTurns: turns }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      afterTurns: turns,
      bitFlips: fc.constantFrom(0, 1),
      holes: fc.constantFrom(0, 1),
      seed: fc.nat(),
    }),
  },
);

/** A journal under test, and what the outside knows of it. */
class Car {
  readonly #world = new SimulatedDisk();
  /** What `append` was last given for a number. */
  readonly #appended = new Map<number, string>();
  /** Numbers whose sync has resolved: their effects may have been seen. */
  readonly #synced = new Set<number>();
  #journal: Journal | null = null;
  #written = 0;

  async take(step: Step): Promise<void> {
    const journal = this.#journal ?? (await begunJournal(this.#world.mount(), options));
    this.#journal = journal;
    switch (step.do) {
      case 'append':
        return this.#append(journal);
      case 'sync':
        return this.#syncAndRead(journal);
      case 'roll':
        if (journal.wantsRoll) journal.roll(textBytes(`after ${journal.nextSeq - 1}`), daysLater(1));
        return;
      case 'ail':
        this.#world.condition = step.condition;
        return;
      case 'kill':
        await this.#stopDuringSync(journal, step.afterTurns);
        return this.start();
      case 'crash':
        await this.#stopDuringSync(journal, step.afterTurns);
        this.#world.crash(seededRandom(step.seed), step);
        return this.start();
      default:
        step satisfies never;
    }
  }

  /** Recovers on a healthy disk and compares with what the outside knows. */
  async start(): Promise<void> {
    this.#world.condition = 'healthy';
    const { journal, damaged, fault } = await recovered(this.#world.mount(), options);
    // What was never synced is cut off at the first bad byte: what is left has no hole.
    expect({ fault, damaged }).toEqual({ fault: null, damaged: [] });
    // Recovery has synced what it found, and from now on it may be shown; the rest never was.
    const found = new Set(await this.#readAll(journal));
    for (const seq of [...this.#appended.keys()])
      if (found.has(seq)) this.#synced.add(seq);
      else this.#appended.delete(seq);
    this.#journal = journal;
  }

  /** Reads the whole journal: in order, as appended, nothing missing that was synced. */
  async #readAll(journal: Journal): Promise<readonly number[]> {
    const found = await readAll(journal);
    const seqs = found.entries.map(([seq]) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((left, right) => left - right));
    for (const [seq, text] of found.entries) expect(text).toBe(this.#appended.get(seq));
    expect(seqs).toEqual(expect.arrayContaining([...this.#synced]));
    expect(found.damaged).toEqual([]);
    return seqs;
  }

  #append(journal: Journal): void {
    const text = `record ${++this.#written}`;
    const seq = journal.append(textBytes(text));
    expect(this.#synced).not.toContain(seq);
    this.#appended.set(seq, text);
  }

  async #syncAndRead(journal: Journal): Promise<void> {
    const isSynced = await this.#sync(journal);
    if (this.#world.condition !== 'healthy') return;
    expect(isSynced).toBe(true);
    await this.#readAll(journal);
  }

  async #stopDuringSync(journal: Journal, afterTurns: number): Promise<void> {
    void this.#sync(journal);
    for (let turn = 0; turn < afterTurns; turn++) await Promise.resolve();
  }

  /** Whether it succeeded. */
  async #sync(journal: Journal): Promise<boolean> {
    const through = journal.nextSeq - 1;
    const isSynced = await journal.sync().then(
      () => true,
      () => false,
    );
    if (isSynced) for (let seq = 1; seq <= through; seq++) if (this.#appended.has(seq)) this.#synced.add(seq);
    return isSynced;
  }
}

test('whatever happens, no synced record is lost or changed, none comes twice, no number is used again (D6)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { size: 'max', maxLength: 120 }), async (steps) => {
      const car = new Car();
      for (const step of [{ do: 'append' } as const, ...steps]) await car.take(step);
      await car.start();
    }),
    { numRuns: 300 },
  );
});
