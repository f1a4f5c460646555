/** One character for each byte, whatever it is; what a `TextDecoder` calls `latin1` is windows-1252. */
export const latin1Of = (bytes: Uint8Array): string =>
  (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)).toString(
    'latin1',
  );
