/** An exact fraction for the naive rules: never reduced, the denominator above zero. */
export interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

/** A fraction of two whole numbers. */
export const ratio = (over: number | bigint, under: number | bigint = 1n): Rational => ({
  over: BigInt(over),
  under: BigInt(under),
});

export const plus = (a: Rational, b: Rational): Rational =>
  a.under === b.under
    ? { over: a.over + b.over, under: a.under }
    : { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
export const minus = (a: Rational, b: Rational): Rational => plus(a, { over: -b.over, under: b.under });
export const times = (a: Rational, b: Rational): Rational => ({
  over: a.over * b.over,
  under: a.under * b.under,
});
/** True where `a` is at least `b`. */
export const atLeast = (a: Rational, b: Rational): boolean => a.over * b.under >= b.over * a.under;

/** The nearest whole number, half away from zero (T13). */
export function rounded({ over, under }: Rational): number {
  const whole = over / under;
  const rest = over - whole * under;
  if (2n * (rest < 0n ? -rest : rest) < under) return Number(whole);
  return Number(whole + (over < 0n ? -1n : 1n));
}

/** The fraction that a decimal such as `1.5` or `2.5e-7` writes. */
export function fromDecimal(text: string): Rational {
  const [digits = '', power = '0'] = text.split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  const exponent = Number(power) - fraction.length;
  const all = BigInt(whole + fraction);
  return exponent < 0 ? { over: all, under: 10n ** BigInt(-exponent) } : ratio(all * 10n ** BigInt(exponent));
}
