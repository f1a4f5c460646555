import { concat, sameBytes } from '../../protocol/codec/bytes.ts';

/** Modbus functions whose answer may be the request again, byte for byte. */
const writingFunctions = [0x05, 0x06];

/**
 * Takes a unit's own words out of what it hears: some RS-485 adapters hand back what they send. Whether this one does is
 * told from a first request whose answer differs from it; until then, and where it does not, all is passed on.
 */
export class LineEcho {
  #habit: 'unknown' | 'echoes' | 'silent' = 'unknown';
  /** What was written and has not come back. */
  #awaited: Uint8Array = new Uint8Array();
  /** What of it has come so far, in case it is no echo. */
  #held: Uint8Array = new Uint8Array();

  /** Bytes that are still to be passed on, or dropped. */
  get heldBytes(): number {
    return this.#held.length;
  }

  wrote(request: Uint8Array): void {
    this.#held = new Uint8Array();
    const tells = this.#habit === 'echoes' || !writingFunctions.includes(request[1] ?? 0);
    this.#awaited = tells && this.#habit !== 'silent' ? request.slice() : new Uint8Array();
  }

  /** What of these bytes is not the unit's own. */
  heard(bytes: Uint8Array): Uint8Array {
    if (this.#awaited.length === 0) return bytes;
    const all = concat(this.#held, bytes);
    const compared = Math.min(all.length, this.#awaited.length);
    const isSame = sameBytes(all.subarray(0, compared), this.#awaited.subarray(0, compared));
    if (isSame && compared < this.#awaited.length) {
      this.#held = all;
      return new Uint8Array();
    }
    this.#awaited = new Uint8Array();
    this.#held = new Uint8Array();
    if (isSame) this.#habit = 'echoes';
    else if (this.#habit === 'unknown') this.#habit = 'silent';
    return isSame ? all.slice(compared) : all;
  }
}
