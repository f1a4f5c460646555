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

const nul = 0x00;
const prompt = 0x3e;

/** Takes in bytes, split in any way, and gives the replies that they complete. NULs are dropped. */
export function collect(
  buffer: PromptBuffer,
  bytes: Uint8Array,
): { readonly buffer: PromptBuffer; readonly replies: readonly Reply[] } {
  const replies: Reply[] = [];
  let { text, overflowed } = buffer;
  for (const byte of bytes) {
    if (byte === nul) continue;
    if (byte === prompt) {
      replies.push({ lines: linesOf(text), overflowed });
      text = '';
      overflowed = false;
    } else if (text.length < longestReply) text += String.fromCharCode(byte);
    else overflowed = true;
  }
  return { buffer: { text, overflowed }, replies };
}

/** The lines without the echo of the command that they answer. */
export function withoutEcho(lines: readonly string[], command: string): readonly string[] {
  const [first, ...rest] = lines;
  return first !== undefined && compact(first) === compact(command) ? rest : lines;
}

/** A line as it is compared: without spaces, in capitals. */
export const compact = (line: string): string => line.replaceAll(' ', '').toUpperCase();

const linesOf = (text: string): readonly string[] =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
