import { everybody } from '../kernel/trace.ts';
import { eventText } from './event-text.ts';

/** So many events before the end of a run are told. */
const mostEvents = 30;
/** Wires on which there is something every second, whatever happens. */
const chatter = /^(obd|gnss)/;
const longestText = 300;

const isPing = (bytes: Uint8Array): boolean =>
  bytes[0] === 'p'.charCodeAt(0) && bytes.length < 12 && Buffer.from(bytes).toString().startsWith('ping');

/** Keeps the last events of one car, and what befell all, in words. */
export class LastEvents {
  readonly #car: string;
  readonly #events: { readonly at: number; readonly wire: string; readonly bytes: Uint8Array }[] = [];

  constructor(car: string) {
    this.#car = car;
  }

  /** @param at virtual time, milliseconds since 1970 */
  record(at: number, car: string, wire: string, bytes: Uint8Array): void {
    if (![this.#car, everybody].includes(car) || chatter.test(wire) || isPing(bytes)) return;
    this.#events.push({ at, wire, bytes: new Uint8Array(bytes) });
    if (this.#events.length > mostEvents) this.#events.shift();
  }

  /** One line each: virtual time, wire, what. */
  lines(): readonly string[] {
    return this.#events.map(({ at, wire, bytes }) => {
      const text = eventText(wire, bytes);
      const shown = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
      return `${new Date(at).toISOString()}  ${wire.padEnd(9)}  ${shown}`;
    });
  }
}
