import { isNode, type Node } from '../syntax.ts';
import { ruleForEach } from '../violation.ts';

/** No barrel files: a file that only passes on what others export has no subject. */
export const barrels = ruleForEach('barrels', ({ nodes }) => {
  const [program] = nodes;
  const statements = nodes.filter(({ parent }) => parent === program?.node).map(({ node }) => node);
  const isBarrel =
    statements.some(isPassedOn) && statements.every((node) => isImport(node) || isPassedOn(node));
  return isBarrel ? [{ start: 0, message: 'only re-exports; import from the files themselves' }] : [];
});

function isImport(node: Node): boolean {
  return node.type === 'ImportDeclaration';
}

function isPassedOn(node: Node): boolean {
  if (node.type === 'ExportAllDeclaration') return true;
  return node.type === 'ExportNamedDeclaration' && !isNode(node.declaration);
}
