/** Bytes of a number, the highest first. */
export const bigEndian = (value: number, length: number): readonly number[] =>
  Array.from({ length }, (_, place) => Math.floor(value / 2 ** (8 * (length - 1 - place))) & 0xff);

export const hex = (bytes: readonly number[], between: string): string =>
  bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(between);
