/** A whole MQTT packet (3.1.1, 2.2). */
export interface WholePacket {
  readonly bytes: Buffer;
  /** Where its variable header begins. */
  readonly bodyAt: number;
}

const mostLengthBytes = 4;
/** A longer part of a chunk is kept with it. */
const worthACopy = 4096;
const nothing = Buffer.alloc(0);

/** Cuts a stream of bytes into packets; keeps what is not whole yet. */
export class PacketCutter {
  readonly #longest: number;
  #bytes: Buffer = nothing;
  /** What came after `#bytes`, put together when it is enough for a packet. */
  readonly #more: Buffer[] = [];
  #moreLength = 0;

  /** @param longest the longest packet that may come, without its fixed header */
  constructor(longest: number) {
    this.#longest = longest;
  }

  push(chunk: Buffer): void {
    if (this.#bytes.length === 0) this.#bytes = chunk;
    else {
      this.#more.push(chunk);
      this.#moreLength += chunk.length;
    }
  }

  /** The next whole packet; null where more bytes are needed. `too-long` is known from the header alone. */
  next(): WholePacket | 'too-long' | null {
    const header = this.#header();
    if (header === null || header === 'too-long') return header;
    if (header.end > this.#bytes.length + this.#moreLength) {
      this.#detach();
      return null;
    }
    if (header.end > this.#bytes.length) this.#join();
    const bytes = this.#bytes.subarray(0, header.end);
    this.#bytes = header.end < this.#bytes.length ? this.#bytes.subarray(header.end) : nothing;
    return { bytes, bodyAt: header.bodyAt };
  }

  #header(): { readonly bodyAt: number; readonly end: number } | 'too-long' | null {
    if (this.#bytes.length <= mostLengthBytes && this.#moreLength > 0) this.#join();
    const bytes = this.#bytes;
    let length = 0;
    for (let at = 1; at < bytes.length; at++) {
      if (at > mostLengthBytes) return 'too-long';
      const byte = bytes[at] ?? 0;
      length += (byte & 0x7f) * 2 ** (7 * (at - 1));
      if (length > this.#longest) return 'too-long';
      if (byte < 0x80) return { bodyAt: at + 1, end: at + 1 + length };
    }
    return null;
  }

  #join(): void {
    this.#bytes = Buffer.concat([this.#bytes, ...this.#more.splice(0)]);
    this.#moreLength = 0;
  }

  /** The beginning of a packet is not to keep all of a chunk in memory. */
  #detach(): void {
    if (this.#more.length === 0 && this.#bytes.length <= worthACopy) this.#bytes = Buffer.from(this.#bytes);
  }
}
