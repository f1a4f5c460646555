/** Runs one piece of work at a time; who asks while one is under way shares the next with all who ask meanwhile. */
export class SharedRun {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Settles with a run that began after this call. */
  request(): Promise<void> {
    if (this.#running === null) return this.#start();
    this.#next ??= this.#afterRunning(this.#running);
    return this.#next;
  }

  #start(): Promise<void> {
    this.#running = this.#work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #afterRunning(running: Promise<void>): Promise<void> {
    // Its own callers hear how that run ended; here only its end counts.
    await running.catch(() => {});
    this.#next = null;
    return this.request();
  }
}
