/** A run that fails, in the smallest words found so far. */
export interface Candidate {
  /** The scenario as its file would say it. */
  readonly scenario: ScenarioDocument;
  readonly cars: number;
  readonly days: number;
}

/** A scenario before its defaults are filled in. */
export interface ScenarioDocument {
  readonly faults?: Readonly<Record<string, unknown>> | undefined;
  readonly drivers?: Readonly<Record<string, unknown>> | undefined;
  readonly timetable: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** Whether a run still fails as it did. */
export type StillFails = (candidate: Candidate) => Promise<boolean>;

/** Ways to make a candidate smaller, the boldest first; none where there is nothing left to take. */
type Step = (from: Candidate) => readonly Candidate[];

/**
 * The smallest run that still fails that can be found by taking away: faults, cars, days, then what drivers do. Each
 * step is taken again as long as it gets anywhere.
 */
export async function shrunk(first: Candidate, stillFails: StillFails): Promise<Candidate> {
  let best = first;
  for (let before: Candidate | null = null; before !== best; ) {
    before = best;
    for (const step of steps) best = await taken(best, step, stillFails);
  }
  return best;
}

async function taken(from: Candidate, step: Step, stillFails: StillFails): Promise<Candidate> {
  for (const candidate of step(from))
    if (await stillFails(candidate)) return taken(candidate, step, stillFails);
  return from;
}

/** Halves first, then one by one (delta debugging). */
const fewerFaults: Step = (from) => {
  const faults = Object.entries(from.scenario.faults ?? {});
  const without = (leftOut: readonly [string, unknown][]): Candidate => ({
    ...from,
    scenario: {
      ...from.scenario,
      faults: Object.fromEntries(faults.filter((one) => !leftOut.includes(one))),
    },
  });
  const half = Math.ceil(faults.length / 2);
  const halves = faults.length > 2 ? [without(faults.slice(0, half)), without(faults.slice(half))] : [];
  return [...halves, ...faults.map((one) => without([one]))];
};

const fewer =
  (what: 'cars' | 'days'): Step =>
  (from) =>
    [...new Set([1, Math.floor(from[what] / 2), from[what] - 1])]
      .filter((count) => count >= 1 && count < from[what])
      .map((count) => ({ ...from, [what]: count }));

/** What an ordinary day can do without, each by what takes its place. */
const calmer: Readonly<Record<string, unknown>> = {
  late: 0,
  unused: 0,
  cancelled: 0,
  extended: 0,
  abandoned: 0,
  refuels: 0,
  locksMeanwhile: 0,
  legs: 1,
  rentalsPerDay: 1,
};

const calmerDays: Step = (from) =>
  Object.entries(calmer)
    .filter(
      ([name, value]) =>
        Object.hasOwn(from.scenario.timetable, name) && from.scenario.timetable[name] !== value,
    )
    .map(([name, value]) => ({
      ...from,
      scenario: { ...from.scenario, timetable: { ...from.scenario.timetable, [name]: value } },
    }));

const noIntruders: Step = (from) => {
  const { intrudersPerDay, ...drivers } = from.scenario.drivers ?? {};
  return intrudersPerDay === undefined ? [] : [{ ...from, scenario: { ...from.scenario, drivers } }];
};

const steps: readonly Step[] = [fewerFaults, fewer('cars'), fewer('days'), noIntruders, calmerDays];
