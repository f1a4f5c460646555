import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines, TOO_LONG } from '../../../gateway/pricing/json-lines.ts';

async function linesOf(chunks: string[], longest = 10): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const some of splitLines(chunks, longest)) lines.push(...some);
  return lines;
}

describe('splitLines', () => {
  it('joins what a chunk boundary cut', async () => {
    expect(await linesOf(['ab', 'c\nd', '\n\ne'])).toEqual(['abc', 'd', '', 'e']);
  });

  it('takes a last line without a line feed', async () => {
    expect(await linesOf(['a\nb'])).toEqual(['a', 'b']);
  });

  it('skips a line that is too long, wherever chunks cut it', async () => {
    const text = `short\n${'x'.repeat(11)}\n${'y'.repeat(10)}\n${'z'.repeat(30)}`;
    const expected = ['short', TOO_LONG, 'y'.repeat(10), TOO_LONG];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length }), async (size) => {
        const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
          text.slice(index * size, (index + 1) * size),
        );
        expect(await linesOf(chunks)).toEqual(expected);
      }),
    );
  });
});
