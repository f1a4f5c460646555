import type { EcuPayload } from './iso-tp.ts';

/** Stands for whoever answers an adapter that shows no headers; one control unit cannot be told from another. */
export const unnamedEcu = '';

const byteRow = /^(?:[0-9A-F]{2})+$/;
const lengthLine = /^[0-9A-F]{3}$/;
const numbered = /^([0-9A-F]):((?:[0-9A-F]{2})*)$/;

/**
 * Payloads in the lines of an adapter that refuses ATH1: a line each, or a length followed by numbered lines. Only what
 * answers the request is taken, for nothing else tells data from other words.
 */
export function payloadsWithoutHeaders(lines: readonly string[], command: string): readonly EcuPayload[] {
  const start = answerTo(command);
  if (start === undefined) return [];
  const whole = lines.filter((line) => byteRow.test(line) && line.startsWith(start));
  return [...whole, ...longAnswers(lines).filter((hex) => hex.startsWith(start))].map((hex) => ({
    ecu: unnamedEcu,
    bytes: Uint8Array.fromHex(hex),
  }));
}

/** Service + 40 and PID, as they stand in the answer. */
function answerTo(command: string): string | undefined {
  const [, service, rest] = /^([0-9A-F]{2})((?:[0-9A-F]{2})+)$/.exec(command) ?? [];
  if (service === undefined || rest === undefined) return undefined;
  return (Number.parseInt(service, 16) + 0x40).toString(16).toUpperCase().padStart(2, '0') + rest;
}

/** Where two control units interleave, a number comes twice and neither answer is taken. */
function longAnswers(lines: readonly string[]): readonly string[] {
  const lengths = lines.filter((line) => lengthLine.test(line));
  const parts = lines.flatMap((line) => {
    const [, number, hex] = numbered.exec(line) ?? [];
    return number === undefined || hex === undefined ? [] : [{ number: Number.parseInt(number, 16), hex }];
  });
  const [length] = lengths;
  if (length === undefined || lengths.length > 1) return [];
  if (parts.some(({ number }, at) => number !== (at & 0x0f))) return [];
  const hex = parts.map((part) => part.hex).join('');
  const end = Number.parseInt(length, 16) * 2;
  return hex.length < end ? [] : [hex.slice(0, end)];
}
