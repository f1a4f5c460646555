/** Stands for a line that was longer than allowed. */
export const TOO_LONG = Symbol('a line that is too long');

/**
 * Cuts chunks of text into lines, those of a chunk at a time, so that memory is bounded by the longest line allowed
 * (in UTF-16 code units). A longer line is skipped and stands as {@link TOO_LONG}.
 */
export async function* splitLines(
  chunks: AsyncIterable<string> | Iterable<string>,
  longest: number,
): AsyncGenerator<readonly (string | typeof TOO_LONG)[]> {
  let rest = '';
  let skipping = false;
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    const lines = parts.map((part, index) =>
      (skipping && index === 0) || part.length > longest ? TOO_LONG : part,
    );
    if (parts.length > 0) skipping = false;
    if (rest.length > longest) skipping = true;
    if (skipping) rest = '';
    if (lines.length > 0) yield lines;
  }
  if (skipping) yield [TOO_LONG];
  else if (rest !== '') yield [rest];
}
