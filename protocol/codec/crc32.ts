const reversedPolynomial = 0xedb88320;

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = (remainder >>> 1) ^ ((remainder & 1) === 1 ? reversedPolynomial : 0);
  return remainder;
});

/** CRC-32 of IEEE 802.3 (reflected, check value 0xCBF43926) as an unsigned number: finds accidents, no forgery. */
export function crc32(bytes: Uint8Array): number {
  let remainder = -1;
  for (let at = 0; at < bytes.length; at++)
    remainder = (remainder >>> 8) ^ (table[(remainder ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return ~remainder >>> 0;
}
