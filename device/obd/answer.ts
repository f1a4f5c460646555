import { assemble, type EcuPayload } from './iso-tp.ts';
import { payloadsWithoutCan } from './k-line.ts';
import { compact, type Reply, withoutEcho } from './reply.ts';
import { payloadsWithoutHeaders } from './without-headers.ts';

/** What an adapter says instead of data. */
export type AdapterError =
  | 'no-data'
  | 'not-understood'
  | 'stopped'
  | 'unable-to-connect'
  | 'bus-error'
  | 'bus-init-error'
  | 'bus-busy'
  | 'buffer-full'
  | 'receive-error'
  | 'data-error'
  | 'internal-error'
  | 'adapter-reset';

/** A reply, understood. */
export type Answer =
  | { readonly kind: 'payloads'; readonly payloads: readonly EcuPayload[] }
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'error'; readonly error: AdapterError };

/** Without spaces, dots and the first character, which clones lose. */
const errorMarks: readonly (readonly [AdapterError, RegExp])[] = [
  ['adapter-reset', /VRESET|CTALERT|PALERT|OWPOWERALERT/],
  ['no-data', /ODATA/],
  ['stopped', /TOPPED/],
  ['unable-to-connect', /NABLETOCONNECT/],
  ['bus-error', /ANERROR|USERROR|BERROR/],
  ['bus-init-error', /USINIT:ERROR/],
  ['bus-busy', /USBUSY/],
  ['buffer-full', /UFFERFULL/],
  ['receive-error', /RXERROR/],
  ['data-error', /DATAERROR/],
  ['internal-error', /RR\d\d/],
  ['not-understood', /^\?$/],
];

/** Frames and echoes of requests, which no mark can be in. */
const hexadecimal = /^[0-9A-F]+$/;
const banner = /LM327|STN\d{4}/;
const progress = /^S?EARCHING\.*|^B?USINIT:\.*(OK)?/;

/** Whether a line only says that the adapter looks for the control units, so that more is to come. */
export const isProgress = (line: string): boolean => withoutProgress(compact(line)) === '';

/** Whether a line is what an adapter says after a reset (ATZ, ATI, power-up). */
export const isBanner = (line: string): boolean => banner.test(compact(line));

/**
 * Reads a reply in headers-on form (ATH1). A reset shown anywhere comes before data, for the adapter has
 * lost its settings; data come before any other error, which then concerns another control unit. `also`: an id beside
 * the standard ones from which an answer is awaited.
 */
export function parseAnswer(reply: Reply, command: string, also?: string): Answer {
  if (reply.overflowed) return { kind: 'error', error: 'buffer-full' };
  const lines = withoutEcho(reply.lines, command);
  const { frames, words } = divide(lines);
  const errors = words.length === 0 ? [] : words.map(errorIn).filter((error) => error !== undefined);
  if (errors.includes('adapter-reset') || showsReset(words, command)) {
    return { kind: 'error', error: 'adapter-reset' };
  }
  const payloads = payloadsIn(frames, words, command, also);
  if (payloads.length > 0) return { kind: 'payloads', payloads };
  const [error] = errors;
  return error === undefined ? { kind: 'text', lines } : { kind: 'error', error };
}

/** In the form that all frames of an adapter have: with the ids of CAN, with the headers of older buses, or bare. */
function payloadsIn(
  frames: readonly string[],
  words: readonly string[],
  command: string,
  also: string | undefined,
): readonly EcuPayload[] {
  const onCan = assemble(frames, also);
  if (onCan.length > 0 && onCan.length === frames.length) return onCan;
  const headed = [...onCan, ...payloadsWithoutCan(frames)];
  return headed.length > 0 ? headed : payloadsWithoutHeaders([...frames, ...words], compact(command));
}

const showsReset = (lines: readonly string[], command: string): boolean =>
  lines.some(isBanner) && !/^AT(Z|I|WS)$/.test(compact(command));

/** Without spaces: what may be frames, and what is said in words. */
function divide(lines: readonly string[]): { readonly frames: string[]; readonly words: string[] } {
  const frames: string[] = [];
  const words: string[] = [];
  for (const line of lines) {
    if (hexadecimal.test(line)) {
      frames.push(line);
      continue;
    }
    const text = withoutProgress(compact(line));
    if (hexadecimal.test(text)) frames.push(text);
    else words.push(text);
  }
  return { frames, words };
}

const withoutProgress = (text: string): string =>
  errorIn(text) === 'bus-init-error' ? text : text.replace(progress, '');

function errorIn(line: string): AdapterError | undefined {
  const text = line.replaceAll('.', '');
  return errorMarks.find(([, mark]) => mark.test(text))?.[0];
}
