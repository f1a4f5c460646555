import type { PlacedNode } from './syntax.ts';

/** A comment with its slashes and stars; `start` is its offset. */
export interface Comment {
  readonly text: string;
  readonly start: number;
}

/** The comments of `text`: whatever looks like one outside its strings, templates and regular expressions. */
export function commentsOf(text: string, nodes: readonly PlacedNode[]): Comment[] {
  const literals = literalEnds(nodes);
  const comments: Comment[] = [];
  for (let start = 0; start < text.length; ) {
    const literalEnd = literals.get(start);
    const end = literalEnd ?? commentEnd(text, start);
    if (literalEnd === undefined && end > start) comments.push({ text: text.slice(start, end), start });
    start = Math.max(end, start + 1);
  }
  return comments;
}

function literalEnds(nodes: readonly PlacedNode[]): Map<number, number> {
  const literals = nodes.filter(({ node }) => node.type === 'Literal' || node.type === 'TemplateElement');
  return new Map(literals.map(({ node }) => [node.start, node.end]));
}

/** The end of the comment that starts at `start`, or `start` where none does. */
function commentEnd(text: string, start: number): number {
  if (text.startsWith('//', start)) return endOf('\n', text, start) - 1;
  if (text.startsWith('/*', start)) return endOf('*/', text, start);
  return start;
}

function endOf(closing: string, text: string, start: number): number {
  const found = text.indexOf(closing, start + 2);
  return found < 0 ? text.length + 1 : found + closing.length;
}
