const [point, zero, nine] = [0x2e, 0x30, 0x39];
/** So many digits are exact as an integer, and so is the power of ten: their quotient is what `Number` gives. */
const mostExact = 15;
const powersOfTen = Array.from({ length: mostExact + 1 }, (_, exponent) => 10 ** exponent);

/**
 * The number that digits with or without a fraction spell from `begin` to `end`; nothing where anything else stands there. Faster
 * than a regular expression and `Number`: a receiver tells a dozen of them every second.
 */
export function decimalIn(text: string, begin = 0, end = text.length): number | undefined {
  if (end - begin > mostExact) return longDecimalIn(text.slice(begin, end));
  let value = 0;
  let pointAt = end;
  for (let index = begin; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code >= zero && code <= nine) value = value * 10 + (code - zero);
    else if (code === point && pointAt === end) pointAt = index;
    else return undefined;
  }
  if (pointAt === begin || pointAt === end - 1 || begin === end) return undefined;
  return pointAt === end ? value : value / (powersOfTen[end - 1 - pointAt] ?? Number.NaN);
}

const longDecimalIn = (text: string): number | undefined =>
  /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;

/** How many digits stand before the point. */
export function wholeDigitsIn(text: string): number {
  const pointAt = text.indexOf('.');
  return pointAt < 0 ? text.length : pointAt;
}
