import type { Source } from './source.ts';

/** What a house rule found: where, and what is wrong with it. */
export interface Violation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** A rule over all sources of the tree at once, or over those it is planted in. */
export type Rule = (sources: readonly Source[]) => Violation[];

/** A finding within one source, at an offset. */
export interface Finding {
  readonly start: number;
  readonly message: string;
}

/** A rule that looks at each source by itself. */
export function ruleForEach(rule: string, find: (source: Source) => readonly Finding[]): Rule {
  return (sources) =>
    sources.flatMap((source) =>
      find(source).map(({ start, message }) => ({
        path: source.path,
        line: source.lineAt(start),
        rule,
        message,
      })),
    );
}
