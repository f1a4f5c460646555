import { parseAst } from 'vitest/node';

/**
 * A node of the syntax tree (ESTree with TypeScript's nodes); `start` and `end` are offsets into the text.
 * Of the fields that depend on its type, those that the rules look at.
 */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly arguments?: unknown;
  readonly callee?: unknown;
  readonly computed?: unknown;
  readonly declaration?: unknown;
  readonly definite?: unknown;
  readonly exportKind?: unknown;
  readonly expression?: unknown;
  readonly imported?: unknown;
  readonly importKind?: unknown;
  readonly key?: unknown;
  readonly local?: unknown;
  readonly name?: unknown;
  readonly object?: unknown;
  readonly property?: unknown;
  readonly source?: unknown;
  readonly specifiers?: unknown;
  readonly typeAnnotation?: unknown;
  readonly value?: unknown;
}

/** A node with the node that holds it; the program has none. */
export interface PlacedNode {
  readonly node: Node;
  readonly parent: Node | undefined;
}

/** The syntax tree of a TypeScript source; throws naming the path where it does not parse. */
export function parseProgram(path: string, text: string): Node {
  const program = parse(path, text);
  if (!isNode(program)) throw new Error(`${path}: the parser returned no syntax tree`);
  return program;
}

/** Every node under `root`, itself first, in the order of the text. */
export function nodesUnder(root: Node, parent?: Node): PlacedNode[] {
  return [{ node: root, parent }, ...childrenOf(root).flatMap((child) => nodesUnder(child, root))];
}

/** The nodes that `node` holds itself, also those in its lists. */
export function childrenOf(node: Node): Node[] {
  return Object.values(node).flat().filter(isNode);
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;
}

function parse(path: string, text: string): unknown {
  try {
    return parseAst(text, { lang: 'ts' }, path);
  } catch (cause) {
    throw new Error(`${path} does not parse as TypeScript`, { cause });
  }
}
