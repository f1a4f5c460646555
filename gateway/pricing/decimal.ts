/** An exact decimal: `coefficient / 10 ** scale`, the scale zero or more. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly scale: number;
}

export const ZERO: Decimal = { coefficient: 0n, scale: 0 };

/** The decimal that a finite number is written as: 1.5 is fifteen tenths. */
export function decimalOf(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale >= 0
    ? { coefficient: digits, scale }
    : { coefficient: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** The exact sum. */
export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { coefficient: atScale(left, scale) + atScale(right, scale), scale };
}

/** The nearest number: what JSON can say of the decimal. */
export function decimalToNumber({ coefficient, scale }: Decimal): number {
  return Number(`${coefficient}e-${scale}`);
}

/** `value * factor`, rounded to an integer, half away from zero (T13). */
export function multiplyRounded({ coefficient, scale }: Decimal, factor: number): number {
  const product = coefficient * BigInt(factor);
  const denominator = 10n ** BigInt(scale);
  const magnitude = product < 0n ? -product : product;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return Number(product < 0n ? -rounded : rounded);
}

const atScale = ({ coefficient, scale }: Decimal, wanted: number): bigint =>
  coefficient * 10n ** BigInt(wanted - scale);
