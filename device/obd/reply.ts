import { latin1Of } from '../latin1.ts';

/** Longest reply kept: 32 times the 512-byte buffer of an ELM327. What goes beyond is dropped and marked. */
const longestReply = 16_384;

/** What has come since the last prompt. */
export interface PromptBuffer {
  readonly text: string;
  readonly overflowed: boolean;
}

/** All that came before one `>`. */
export interface Reply {
  /** Not empty, trimmed, in order of arrival; an echo is still among them. */
  readonly lines: readonly string[];
  /** The reply was longer than the buffer: its lines are not to be used. */
  readonly overflowed: boolean;
}

export const emptyBuffer: PromptBuffer = { text: '', overflowed: false };

/** Takes in bytes, split in any way, and gives the replies that they complete. NULs are dropped. */
export function collect(
  buffer: PromptBuffer,
  bytes: Uint8Array,
): { readonly buffer: PromptBuffer; readonly replies: readonly Reply[] } {
  const text = withoutNuls(latin1Of(bytes));
  const replies: Reply[] = [];
  let last = buffer;
  let begin = 0;
  for (let end = text.indexOf('>'); end >= 0; end = text.indexOf('>', begin)) {
    const { text: whole, overflowed } = extended(last, text.slice(begin, end));
    replies.push({ lines: linesOf(whole), overflowed });
    last = emptyBuffer;
    begin = end + 1;
  }
  return { buffer: begin === text.length ? last : extended(last, text.slice(begin)), replies };
}

const withoutNuls = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '') : text);

function extended({ text, overflowed }: PromptBuffer, more: string): PromptBuffer {
  const whole = text + more;
  if (whole.length <= longestReply) return { text: whole, overflowed };
  return { text: whole.slice(0, longestReply), overflowed: true };
}

/** The lines without the echo of the command that they answer. */
export function withoutEcho(lines: readonly string[], command: string): readonly string[] {
  const [first] = lines;
  return first !== undefined && beginsAlike(first, command) && compact(first) === compact(command)
    ? lines.slice(1)
    : lines;
}

/** Lines are trimmed and commands have no space in front; the bit that tells small letters from capitals does not count. */
const beginsAlike = (line: string, command: string): boolean =>
  (line.charCodeAt(0) | 0x20) === (command.charCodeAt(0) | 0x20);

/** A prompt with nothing before it but, perhaps, the echo of the command. */
export const isBare = ({ lines, overflowed }: Reply, command: string): boolean =>
  !overflowed && withoutEcho(lines, command).length === 0;

/** What came before one prompt and what came before the next, where neither may be all. */
export function joined(before: Reply, after: Reply, command: string): Reply {
  const lines = [...withoutEcho(before.lines, command), ...withoutEcho(after.lines, command)];
  const isLong = lines.reduce((length, line) => length + line.length, 0) > longestReply;
  return { lines, overflowed: isLong || before.overflowed || after.overflowed };
}

/** A line as it is compared: without spaces, in capitals. */
export const compact = (line: string): string =>
  isCompact.test(line) ? line : line.replaceAll(' ', '').toUpperCase();

/** As nearly all lines are. */
const isCompact = /^[0-9A-Z]*$/;

function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  const inReturns = text.includes('\n') ? text.replaceAll('\n', '\r') : text;
  for (let begin = 0; begin < inReturns.length; ) {
    const next = inReturns.indexOf('\r', begin);
    const end = next < 0 ? inReturns.length : next;
    const line = inReturns.slice(begin, end).trim();
    if (line !== '') lines.push(line);
    begin = end + 1;
  }
  return lines;
}
