/** Arithmetic modulo 2^255 − 19 (RFC 8032 §5.1); the values are public, so nothing here has to be constant in time. */
const prime = 2n ** 255n - 19n;

/** −121665/121666: the curve is −x² + y² = 1 + d x² y². */
const d = modulo(-121665n * power(121666n, prime - 2n));

/** y of the points of order 1, 2, 4 and 8: a signature under them can be made without a private key. */
const lowOrder: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  prime - 1n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
]);

/** Whether 32 bytes are the canonical form of a point of the curve, of an order that signatures may use. */
export function isEd25519Point(bytes: Uint8Array): boolean {
  const y = littleEndian(bytes) & (2n ** 255n - 1n);
  if (bytes.length !== 32 || y >= prime || lowOrder.has(y)) return false;
  const ySquared = modulo(y * y);
  return isSquare(modulo((ySquared - 1n) * (d * ySquared + 1n)));
}

/** A numerator times its denominator is a square exactly where the quotient is (Euler's criterion). */
const isSquare = (value: bigint): boolean => power(value, (prime - 1n) / 2n) <= 1n;

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = modulo(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

function modulo(value: bigint): bigint {
  const rest = value % prime;
  return rest < 0n ? rest + prime : rest;
}
