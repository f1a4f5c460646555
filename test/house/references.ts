import { isNode, type Node, type PlacedNode } from './syntax.ts';

/** A name that code uses, dotted as far as it goes: `Date.now`, `process.env.HOME`, `setTimeout`. */
export interface Reference {
  readonly name: string;
  readonly start: number;
}

/**
 * The names used, without a leading `globalThis.`. `process.env.HOME` is three: `process`, `process.env` and itself.
 * A name that is only a key or an import is not used there.
 */
export function referencesOf(nodes: readonly PlacedNode[]): Reference[] {
  return nodes.flatMap(({ node, parent }) => {
    const name = isKey(node, parent) ? undefined : dottedName(node);
    return name === undefined ? [] : { name, start: node.start };
  });
}

/** `a.b.c` for an identifier or a chain of property reads, else undefined. */
export function dottedName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return text(node.name);
  if (node.type !== 'MemberExpression') return undefined;
  const object = dottedName(node.object);
  const property = propertyName(node);
  if (object === undefined || property === undefined) return undefined;
  return object === 'globalThis' ? property : `${object}.${property}`;
}

function propertyName(member: Node): string | undefined {
  const property = member.property;
  if (!isNode(property)) return undefined;
  return text(member.computed === true ? property.value : property.name);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isKey(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === 'ImportSpecifier') return true;
  const key = parent?.type === 'MemberExpression' ? parent.property : parent?.key;
  return node === key && parent?.computed !== true;
}
