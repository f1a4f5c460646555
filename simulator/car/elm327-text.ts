import type { EcuAnswer } from './ecu.ts';
import type { Elm327Settings } from './elm327-settings.ts';

/** The lines in which an ELM327 shows what control units answered. */
export function answerLines(
  answers: readonly EcuAnswer[],
  settings: Elm327Settings,
  framesPadded: boolean,
): readonly string[] {
  if (!settings.headers) return answers.flatMap((answer) => linesWithoutHeader(answer.bytes, settings));
  const [only] = answers;
  if (answers.length === 1 && only !== undefined) return linesOf(only, settings, framesPadded);
  return interleaved(answers.map((answer) => linesOf(answer, settings, framesPadded)));
}

function linesOf({ id, bytes }: EcuAnswer, settings: Elm327Settings, padded: boolean): readonly string[] {
  if (bytes.length < 8 && !settings.spaces) return [closelyWritten(id, bytes, padded)];
  return framesOf(bytes, padded).map((frame) => headed(id, frame, settings));
}

/** A single frame without spaces, as nearly all are. */
function closelyWritten(id: string, bytes: readonly number[], padded: boolean): string {
  let text = id + hexByte(bytes.length);
  for (const byte of bytes) text += hexByte(byte);
  return padded ? text + '55'.repeat(7 - bytes.length) : text;
}

/** ISO-TP frames: single, or first and consecutive (ISO 15765-2). */
function framesOf(bytes: readonly number[], padded: boolean): readonly (readonly number[])[] {
  if (bytes.length < 8) return [filled([bytes.length, ...bytes], padded)];
  const first = [0x10 + (bytes.length >> 8), bytes.length & 0xff, ...bytes.slice(0, 6)];
  const consecutive = chunksOf(bytes.slice(6), 7).map((chunk, index) =>
    filled([0x20 + ((index + 1) & 0x0f), ...chunk], padded),
  );
  return [first, ...consecutive];
}

const filling: readonly number[] = Array.from({ length: 8 }, () => 0x55);

const filled = (frame: readonly number[], padded: boolean): readonly number[] =>
  padded ? [...frame, ...filling.slice(frame.length)] : frame;

function headed(id: string, frame: readonly number[], settings: Elm327Settings): string {
  if (!settings.spaces) return frame.reduce((text, byte) => text + hexByte(byte), id);
  const header = id.length > 3 ? (id.match(/../g) ?? []) : [id];
  return spelled([...header, ...frame.map(hexByte)], settings);
}

function linesWithoutHeader(bytes: readonly number[], settings: Elm327Settings): readonly string[] {
  if (bytes.length < 8) return [spelled(bytes.map(hexByte), settings)];
  const length = bytes.length.toString(16).toUpperCase().padStart(3, '0');
  const parts = [bytes.slice(0, 6), ...chunksOf(bytes.slice(6), 7)];
  const numbered = parts.map((part, index) => {
    const number = (index & 0x0f).toString(16).toUpperCase();
    return `${number}:${settings.spaces ? ' ' : ''}${spelled(part.map(hexByte), settings)}`;
  });
  return [length, ...numbered];
}

/** Frames of several units come mixed, as they do on the bus. */
function interleaved(messages: readonly (readonly string[])[]): readonly string[] {
  const lines: string[] = [];
  const longest = messages.reduce((most, { length }) => Math.max(most, length), 0);
  for (let index = 0; index < longest; index++) {
    for (const message of messages) {
      const line = message[index];
      if (line !== undefined) lines.push(line);
    }
  }
  return lines;
}

const spelled = (parts: readonly string[], settings: Elm327Settings): string =>
  settings.spaces ? `${parts.join(' ')} ` : parts.join('');

const chunksOf = (bytes: readonly number[], length: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.slice(index * length, (index + 1) * length),
  );

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
const hexByte = (byte: number): string => hexBytes[byte] ?? '';
