import type { Progress } from './progress.ts';

/** One measured figure of a benchmark. */
export interface Figure {
  /** Exactly as the issues name it. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure is held to, for people: `≥ 100000`, `≤ 50`, or `reported` where nothing is. */
  readonly target: string;
  /** Whether the value reaches the target; null where it is only reported. */
  readonly ok: boolean | null;
}

/** What `test/bench/NAME.ts` exports. */
export interface Benchmark {
  /** Names of all its figures, where it can measure some of them alone. */
  readonly figures?: readonly string[];
  /**
   * @param only measures what has this in its name; a benchmark that cannot tell measures all
   * @param minutes how long something is watched, where that is for the caller to say
   */
  run(only?: string, minutes?: number, progress?: Progress): Promise<readonly Figure[]>;
}

/** What is measured together, by the names of its figures. */
export interface Part {
  readonly figures: readonly string[];
  run(): readonly Figure[] | Promise<readonly Figure[]>;
}

/** The figures of all parts that have one with `only` in its name. */
export async function figuresOf(parts: readonly Part[], only = ''): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const part of parts)
    if (part.figures.some((name) => name.includes(only))) figures.push(...(await part.run()));
  return figures;
}

/** What a value is held to, in the figure's unit. */
export type Target = { readonly atLeast: number } | { readonly atMost: number } | 'reported';

/** The fewest runs whose median stands for a measurement. */
export const fewestRuns = 5;

/** Judges `value` by `target`. */
export function figure(name: string, value: number, unit: string, target: Target): Figure {
  if (target === 'reported') return { name, value, unit, target, ok: null };
  if ('atLeast' in target) {
    return { name, value, unit, target: `≥ ${target.atLeast}`, ok: value >= target.atLeast };
  }
  return { name, value, unit, target: `≤ ${target.atMost}`, ok: value <= target.atMost };
}

/** The middle of the values, or the mean of the middle two. @throws RangeError with fewer than five values. */
export function median(values: readonly number[]): number {
  if (values.length < fewestRuns)
    throw new RangeError(`a median of ${values.length} runs; take at least ${fewestRuns}`);
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((total, value) => total + value) / middle.length;
}

/** Measures `runs` times, one after the other. @returns the median of what `measure` gave. */
export async function medianOf(measure: () => number | Promise<number>, runs = fewestRuns): Promise<number> {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) values.push(await measure());
  return median(values);
}

/** The medians of two things compared. */
export interface Comparison {
  readonly a: number;
  readonly b: number;
}

/** Measures `a` and `b` in turn, `runs` times each and taking turns at going first: a drift of the machine hits both. */
export async function alternate(
  a: () => number | Promise<number>,
  b: () => number | Promise<number>,
  runs = fewestRuns,
): Promise<Comparison> {
  const values = { a: [] as number[], b: [] as number[] };
  for (let run = 0; run < runs; run++) {
    if (run % 2 === 0) values.a.push(await a());
    values.b.push(await b());
    if (run % 2 === 1) values.a.push(await a());
  }
  return { a: median(values.a), b: median(values.b) };
}
