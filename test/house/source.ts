import { type Comment, commentsOf } from './comments.ts';
import { type Import, importsOf } from './imports.ts';
import { type Reference, referencesOf } from './references.ts';
import { nodesUnder, type PlacedNode, parseProgram } from './syntax.ts';

/** A file: its path from the root, with `/`, and its text. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A TypeScript source as the house rules read it. */
export interface Source extends SourceText {
  readonly nodes: readonly PlacedNode[];
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
  readonly references: readonly Reference[];
  /** The line, from 1, of an offset into the text. */
  readonly lineAt: (offset: number) => number;
}

/** Parses one source; throws naming its path where it is no TypeScript. */
export function parseSource({ path, text }: SourceText): Source {
  const nodes = nodesUnder(parseProgram(path, text));
  const lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return {
    path,
    text,
    nodes,
    comments: commentsOf(text, nodes),
    imports: importsOf(path, nodes),
    references: referencesOf(nodes),
    lineAt: (offset) => lineStarts.findLastIndex((start) => start <= offset) + 1,
  };
}
