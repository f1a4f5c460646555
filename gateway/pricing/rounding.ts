/**
 * `numerator / denominator` rounded to the nearest integer, half away from zero (T13). Both are integers and
 * twice the numerator is a safe one, so that nothing is lost to binary fractions.
 */
export function divideRounded(numerator: number, denominator: number): number {
  const magnitude = Math.abs(numerator);
  const remainder = magnitude % denominator;
  const quotient = (magnitude - remainder) / denominator + (2 * remainder >= denominator ? 1 : 0);
  return numerator < 0 ? -quotient : quotient;
}
