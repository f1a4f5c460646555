import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Journal } from '../../../device/journal/journal.ts';
import { type DiskCondition, SimulatedDisk } from '../../../simulator/disk.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { begunJournal, daysLater, readAll, recovered, textBytes } from './journal-fixture.ts';

const options = { segmentBytes: 200, maxUnsyncedBytes: 2000, tailBytes: 150 };

type Step =
  | { readonly do: 'append' | 'sync' | 'roll' | 'restart' }
  | { readonly do: 'ail'; readonly condition: DiskCondition }
  | { readonly do: 'crash'; readonly afterTurns: number; readonly bitFlips: number; readonly seed: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constantFrom('append', 'append', 'append', 'sync', 'roll') }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('ail' as const),
      condition: fc.constantFrom<DiskCondition>('healthy', 'full', 'failing'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      afterTurns: fc.nat(12),
      bitFlips: fc.constantFrom(0, 1),
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
        expect((await this.#sync(journal)) || this.#world.condition !== 'healthy').toBe(true);
        return;
      case 'roll':
        if (journal.wantsRoll) journal.roll(textBytes(`after ${journal.nextSeq - 1}`), daysLater(1));
        return;
      case 'ail':
        this.#world.condition = step.condition;
        return;
      case 'restart':
        return this.start();
      case 'crash':
        void this.#sync(journal);
        for (let turn = 0; turn < step.afterTurns; turn++) await Promise.resolve();
        this.#world.crash(seededRandom(step.seed), step);
        return this.start();
    }
  }

  /** Recovers on a healthy disk and compares with what the outside knows. */
  async start(): Promise<void> {
    this.#world.condition = 'healthy';
    const { journal, damaged, fault } = await recovered(this.#world.mount(), options);
    expect(fault).toBeNull();
    const found = await readAll(journal);
    const seqs = found.entries.map(([seq]) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((left, right) => left - right));
    for (const [seq, text] of found.entries) expect(text).toBe(this.#appended.get(seq));
    expect(seqs).toEqual(expect.arrayContaining([...this.#synced]));
    for (const { from, to } of [...damaged, ...found.damaged])
      for (const seq of this.#synced) expect(seq < from || seq > to).toBe(true);
    // Recovery has synced what it found; from now on it may be shown.
    for (const seq of seqs) this.#synced.add(seq);
    this.#journal = journal;
  }

  #append(journal: Journal): void {
    const text = `record ${++this.#written}`;
    const seq = journal.append(textBytes(text));
    expect(this.#synced).not.toContain(seq);
    this.#appended.set(seq, text);
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
    fc.asyncProperty(fc.array(anyStep, { maxLength: 60 }), async (steps) => {
      const car = new Car();
      for (const step of [{ do: 'append' } as const, ...steps]) await car.take(step);
      await car.start();
    }),
    { numRuns: 300 },
  );
});
