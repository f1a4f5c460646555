import { messageOf } from '../../../protocol/errors.ts';
import { type Socat, startSocat } from './socat.ts';

/** How long a line stays away whose socat was killed: an adapter pulled out and put in again. */
const awayMilliseconds = 2_000;

export interface KeptSocatOptions {
  readonly addresses: readonly string[];
  /** The paths that its pseudo-terminals have. */
  readonly links: readonly string[];
  readonly complain: (line: string) => void;
}

/** A socat that is started again whenever it ends: at once after an orderly end, else after two seconds. */
export class KeptSocat {
  readonly #options: KeptSocatOptions;
  #socat: Socat | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  private constructor(options: KeptSocatOptions) {
    this.#options = options;
  }

  /** @throws {Fault} `terminals-unavailable` where it cannot be started even once. */
  static async start(options: KeptSocatOptions): Promise<KeptSocat> {
    const kept = new KeptSocat(options);
    await kept.#start();
    return kept;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#socat?.stop();
  }

  async #start(): Promise<void> {
    const socat = await startSocat(this.#options.addresses, this.#options.links);
    this.#socat = socat;
    if (this.#isStopped) return socat.stop();
    void socat.ended.then(({ isOrderly, reason }) => {
      if (this.#isStopped) return;
      if (isOrderly) void this.#startAgain();
      else this.#away(reason);
    });
  }

  async #startAgain(): Promise<void> {
    try {
      await this.#start();
    } catch (thrown) {
      this.#away(messageOf(thrown));
    }
  }

  #away(reason: string): void {
    if (this.#isStopped) return;
    const seconds = awayMilliseconds / 1000;
    this.#options.complain(`${this.#options.links.join(', ')}: away for ${seconds} s (${reason})`);
    this.#timer = setTimeout(() => void this.#startAgain(), awayMilliseconds);
  }
}
