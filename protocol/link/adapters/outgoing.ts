/** What may wait to be written; more, and the other end is as good as gone (D13). */
const mostWaitingBytes = 64 * 1024;

/** Writes pieces one after the other over a transport that takes its time for each. */
export class Outgoing {
  readonly #write: (piece: Uint8Array) => Promise<void>;
  readonly #failed: (reason: string) => void;
  #last: Promise<void> = Promise.resolve();
  #waitingBytes = 0;
  #hasFailed = false;

  constructor(write: (piece: Uint8Array) => Promise<void>, failed: (reason: string) => void) {
    this.#write = write;
    this.#failed = failed;
  }

  /** Once a piece could not be written the others are dropped. */
  add(piece: Uint8Array): void {
    if (this.#hasFailed) return;
    this.#waitingBytes += piece.length;
    if (this.#waitingBytes > mostWaitingBytes) this.#fail('the other end reads too slowly');
    else this.#last = this.#last.then(() => this.#send(piece));
  }

  /** Resolves when all that was added is written or dropped. */
  drained(): Promise<void> {
    return this.#last;
  }

  async #send(piece: Uint8Array): Promise<void> {
    if (this.#hasFailed) return;
    try {
      await this.#write(piece);
      this.#waitingBytes -= piece.length;
    } catch (thrown) {
      this.#fail(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  #fail(reason: string): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#failed(reason);
  }
}
