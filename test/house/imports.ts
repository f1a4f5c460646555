import { posix } from 'node:path';
import { isNode, type Node, type PlacedNode } from './syntax.ts';

/** One import, export-from, `import()` or `import('…')` type. */
export interface Import {
  /** As written; undefined where an `import()` computes it. */
  readonly specifier: string | undefined;
  /** The path from the root that a relative specifier names; undefined for packages and Node's own modules. */
  readonly target: string | undefined;
  /** Takes types alone: `import type`, or every name marked `type`. */
  readonly typeOnly: boolean;
  /** The names taken, as the imported module calls them. */
  readonly names: readonly string[];
  /** Offset of the import. */
  readonly start: number;
}

/** The imports that the nodes of the source at `path` hold, in the order of the text. */
export function importsOf(path: string, nodes: readonly PlacedNode[]): Import[] {
  return nodes.filter(({ node }) => isImport(node)).map(({ node }) => importOf(path, node));
}

function isImport(node: Node): boolean {
  const kinds =
    /^(ImportDeclaration|ImportExpression|ExportAllDeclaration|ExportNamedDeclaration|TSImportType)$/;
  return kinds.test(node.type) && isNode(node.source);
}

function importOf(path: string, node: Node): Import {
  const specifier = specifierOf(node);
  const parts = Array.isArray(node.specifiers) ? node.specifiers.filter(isNode) : [];
  return {
    specifier,
    target: specifier?.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined,
    typeOnly: isType(node) || (parts.length > 0 && parts.every(isType)),
    names: parts.flatMap(importedName),
    start: node.start,
  };
}

function specifierOf(node: Node): string | undefined {
  const specifier = isNode(node.source) ? node.source.value : undefined;
  return typeof specifier === 'string' ? specifier : undefined;
}

function isType(node: Node): boolean {
  return node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type';
}

function importedName(part: Node): string[] {
  const name = part.type === 'ExportSpecifier' ? part.local : part.imported;
  return isNode(name) && typeof name.name === 'string' ? [name.name] : [];
}
