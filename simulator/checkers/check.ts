/** How one promise fared in a run. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was looked at, or the first thing that is wrong. */
  readonly detail: string;
}

/** A check that holds where no fault was found. */
export const checkOf = (name: string, lookedAt: string, faults: readonly string[]): Check => ({
  name,
  ok: faults.length === 0,
  detail:
    faults[0] === undefined
      ? lookedAt
      : `${faults[0]}${faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''}`,
});
