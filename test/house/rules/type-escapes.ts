import { isTest } from '../places.ts';
import type { Source } from '../source.ts';
import { isNode, type Node } from '../syntax.ts';
import { type Finding, ruleForEach } from '../violation.ts';

/** Outside tests nothing silences the compiler: no `any`, `as unknown as`, `!`, `@ts-ignore` and their like. */
export const typeEscapes = ruleForEach('type-escapes', (source) =>
  isTest(source.path) ? [] : [...escapesInCode(source), ...escapesInComments(source)],
);

function escapesInCode({ nodes }: Source): Finding[] {
  return nodes.flatMap(({ node }) => {
    const found = escapeOf(node);
    return found === undefined
      ? []
      : { start: node.start, message: `${found} silences the compiler; narrow instead` };
  });
}

function escapeOf(node: Node): string | undefined {
  if (node.type === 'TSAnyKeyword') return 'any';
  if (node.type === 'TSNonNullExpression' || node.definite === true) return 'a non-null !';
  if (isCast(node) && isCast(node.expression) && isToUnknown(node.expression)) return 'as unknown as';
  return undefined;
}

function isCast(node: unknown): node is Node {
  return isNode(node) && (node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion');
}

function isToUnknown(cast: Node): boolean {
  return isNode(cast.typeAnnotation) && cast.typeAnnotation.type === 'TSUnknownKeyword';
}

function escapesInComments({ comments }: Source): Finding[] {
  return comments.flatMap(({ text, start }) => {
    const [found] = /@ts-(ignore|expect-error|nocheck)/.exec(text) ?? [];
    return found === undefined ? [] : { start, message: `${found} silences the compiler; narrow instead` };
  });
}
