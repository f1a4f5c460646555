import type { EcuPayload } from './iso-tp.ts';

/**
 * Messages of cars without CAN, header first and a checksum last, which the adapter has verified: ISO 9141-2 and
 * SAE J1850 (`48 6B` or `41 6B`, source), ISO 14230 (`80` plus length, `F1`, source).
 */
const message = /^(?:4[18]6B|8([1-7])F1)([0-9A-F]{2})((?:[0-9A-F]{2}){2,8})$/;

/** The payloads in lines without spaces, each a whole message; their `ecu` is the source, as `10`. */
export function payloadsWithoutCan(lines: readonly string[]): readonly EcuPayload[] {
  return lines
    .filter((line) => message.test(line))
    .flatMap((line) => {
      const [, announced, ecu, hex] = message.exec(line) ?? [];
      if (ecu === undefined || hex === undefined) return [];
      const checksumAt = hex.length / 2 - 1;
      const length = announced === undefined ? checksumAt : Number(announced);
      return length > checksumAt ? [] : { ecu, bytes: Uint8Array.fromHex(hex).subarray(0, length) };
    });
}
