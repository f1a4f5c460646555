import { isLoopback } from './loopback.ts';

/**
 * The URL of an outside broker: `mqtts://HOST:PORT`, or `mqtt://` on this machine, for beyond it passwords would travel in
 * the clear.
 * @throws {RangeError}
 */
export function outsideBrokerUrl(text: string): string {
  const url = URL.parse(text);
  const scheme = url?.protocol;
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (host === '' || (scheme !== 'mqtt:' && scheme !== 'mqtts:')) {
    throw new RangeError(`${text}: not mqtts://HOST:PORT, or mqtt:// on this machine`);
  }
  if (scheme === 'mqtts:' || isLoopback(host)) return text;
  throw new RangeError(`${text}: beyond this machine the password would travel in the clear: use mqtts://`);
}
