import { decode, encode } from '../../../protocol/codec/cbor.ts';
import type { SeededRandom } from '../../../simulator/kernel/random.ts';
import { changedAt, changedEncoding, changedItem } from './other-items.ts';

/** Ways to change a message, of which a run prints how many it made. */
export const changes = {
  noise: (_: Uint8Array, random: SeededRandom) => random.bytes(random.int(1, 200)),
  'bits changed': (message: Uint8Array, random: SeededRandom) =>
    changedAt(changedAt(message, random), random),
  'cut, grown and joined': changedEncoding,
  'other items': (message: Uint8Array, random: SeededRandom) => encode(changedItem(decode(message), random)),
} satisfies Record<string, (message: Uint8Array, random: SeededRandom) => Uint8Array>;

export type Change = keyof typeof changes | 'valid';

/** One in fifty is left as it is. */
export const drawChange = (random: SeededRandom): Change =>
  random.pickWeighted<Change>([
    { item: 'noise', weight: 100 },
    { item: 'bits changed', weight: 240 },
    { item: 'cut, grown and joined', weight: 240 },
    { item: 'other items', weight: 400 },
    { item: 'valid', weight: 20 },
  ]);

export const changed = (change: Change, message: Uint8Array, random: SeededRandom): Uint8Array =>
  change === 'valid' ? message : changes[change](message, random);

/** How many inputs of each kind there were, as a run prints it. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, this.of(name) + 1);
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  text(seed: string): string {
    const rows = [...this.#counts].toSorted().map(([name, count]) => `${name.padEnd(44)}${count}`);
    return [`seed ${seed}`, ...rows, ''].join('\n');
  }
}
