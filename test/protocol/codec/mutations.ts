import fc from 'fast-check';

/** Changes, inserts or takes out a byte, or cuts off what follows it. */
interface Mutation {
  readonly at: number;
  readonly byte: number;
  readonly kind: 'set' | 'insert' | 'take' | 'cut';
}

/** A few changes that turn good bytes into ones near them. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    kind: fc.constantFrom('set', 'set', 'insert', 'take', 'cut'),
  }),
  { minLength: 1, maxLength: 4 },
);

export function mutate(bytes: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  const out = [...bytes];
  for (const { at, byte, kind } of changes) {
    const offset = at % (out.length + 1);
    if (kind === 'cut') out.length = offset;
    else out.splice(offset, kind === 'insert' ? 0 : 1, ...(kind === 'take' ? [] : [byte]));
  }
  return Uint8Array.from(out);
}
