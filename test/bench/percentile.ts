/** The value that so large a share of all do not exceed. @throws RangeError where there is none */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.ceil(share * sorted.length) - 1];
  if (found === undefined) throw new RangeError(`no value of ${values.length} at ${share}`);
  return found;
}
