import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { examples } from '../support/specification-examples.ts';
import { mutate, mutations } from './codec/mutations.ts';
import { wireForms } from './messages/wire-forms.ts';

/** What came of reading: `read`, or the code of the fault. Anything else thrown goes on. */
function outcomeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.code;
    throw thrown;
  }
}

describe('a damaged message is read or refused as malformed, and nothing else happens', () => {
  it.each(wireForms.map((form) => [form.name, form] as const))('%s', (_, form) => {
    fc.assert(
      fc.property(form.samples, mutations, ({ bytes }, changes) => {
        expect(outcomeOf(() => form.read(mutate(bytes, changes)))).toMatch(/^(read|malformed)$/);
      }),
    );
  });
});

describe('a damaged message that is signed or authenticated is never read', () => {
  it.each(
    examples
      .filter(({ name }) => ['receipt', 'command', 'loss-notice', 'token', 'token-p256'].includes(name))
      .map((example) => [example.name, example] as const),
  )('%s', (_, { bytes, reread }) => {
    fc.assert(
      fc.property(mutations, (changes) => {
        const damaged = mutate(bytes, changes);
        fc.pre(toHex(damaged) !== toHex(bytes));
        expect(outcomeOf(() => reread(damaged))).toMatch(/^(malformed|not-authentic)$/);
      }),
      { numRuns: 500 },
    );
  });
});
