import type { SeqRange } from '../../protocol/messages/seq-ranges.ts';

/** The runs of consecutive numbers in a rising list, at most `limit` of them. */
export function runsOf(seqs: readonly number[], limit: number): SeqRange[] {
  const runs: { from: number; to: number }[] = [];
  for (const seq of seqs) {
    const last = runs.at(-1);
    if (last !== undefined && seq <= last.to + 1) last.to = Math.max(last.to, seq);
    else if (runs.length < limit) runs.push({ from: seq, to: seq });
    else break;
  }
  return runs;
}

/** What is not covered between `after` and the last covered number, at most `limit` ranges. */
export function gapsBetween(after: number, covered: readonly SeqRange[], limit: number): SeqRange[] {
  const gaps: SeqRange[] = [];
  let through = after;
  for (const { from, to } of covered.toSorted((left, right) => left.from - right.from)) {
    if (from > through + 1) gaps.push({ from: through + 1, to: from - 1 });
    if (gaps.length >= limit) break;
    through = Math.max(through, to);
  }
  return gaps;
}
