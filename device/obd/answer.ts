import { assemble, type EcuPayload } from './iso-tp.ts';
import { compact, type Reply, withoutEcho } from './reply.ts';

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

const banner = /LM327|STN\d{4}/;
const progress = /^S?EARCHING\.*|^B?USINIT:\.*(OK)?/;

/** Whether a line is what an adapter says after a reset (ATZ, ATI, power-up). */
export const isBanner = (line: string): boolean => banner.test(compact(line));

/**
 * Reads a reply in headers-on form (ATH1). A reset shown anywhere comes before data, for the adapter has
 * lost its settings; data come before any other error, which then concerns another control unit.
 */
export function parseAnswer(reply: Reply, command: string): Answer {
  if (reply.overflowed) return { kind: 'error', error: 'buffer-full' };
  const lines = withoutEcho(reply.lines, command);
  const compacted = lines.map(withoutProgress).filter((line) => line !== '');
  const errors = compacted.map(errorIn).filter((error) => error !== undefined);
  if (errors.includes('adapter-reset') || showsReset(compacted, command)) {
    return { kind: 'error', error: 'adapter-reset' };
  }
  const payloads = assemble(compacted);
  if (payloads.length > 0) return { kind: 'payloads', payloads };
  const [error] = errors;
  return error === undefined ? { kind: 'text', lines } : { kind: 'error', error };
}

const showsReset = (lines: readonly string[], command: string): boolean =>
  !/^AT(Z|I|WS)$/.test(compact(command)) && lines.some(isBanner);

function withoutProgress(line: string): string {
  const text = compact(line);
  return errorIn(text) === 'bus-init-error' ? text : text.replace(progress, '');
}

function errorIn(line: string): AdapterError | undefined {
  const text = line.replaceAll('.', '');
  return errorMarks.find(([, mark]) => mark.test(text))?.[0];
}
