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

/** One character for each byte, whatever it is. */
const decoder = new TextDecoder('latin1');

/** Takes in bytes, split in any way, and gives the replies that they complete. NULs are dropped. */
export function collect(
  buffer: PromptBuffer,
  bytes: Uint8Array,
): { readonly buffer: PromptBuffer; readonly replies: readonly Reply[] } {
  const parts = decoder.decode(bytes).replaceAll('\0', '').split('>');
  let last = extended(buffer, parts[0] ?? '');
  const replies: Reply[] = [];
  for (let index = 1; index < parts.length; index++) {
    replies.push({ lines: linesOf(last.text), overflowed: last.overflowed });
    last = extended(emptyBuffer, parts[index] ?? '');
  }
  return { buffer: last, replies };
}

function extended({ text, overflowed }: PromptBuffer, more: string): PromptBuffer {
  const whole = text + more;
  if (whole.length <= longestReply) return { text: whole, overflowed };
  return { text: whole.slice(0, longestReply), overflowed: true };
}

/** The lines without the echo of the command that they answer. */
export function withoutEcho(lines: readonly string[], command: string): readonly string[] {
  const [first] = lines;
  return first !== undefined && compact(first) === compact(command) ? lines.slice(1) : lines;
}

/** A line as it is compared: without spaces, in capitals. */
export const compact = (line: string): string => line.replaceAll(' ', '').toUpperCase();

function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (const part of text.replaceAll('\n', '\r').split('\r')) {
    const line = part.trim();
    if (line !== '') lines.push(line);
  }
  return lines;
}
