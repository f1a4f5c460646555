import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Lines kept of each stream. */
const mostLines = 10_000;

/** In what a program runs. */
export interface Surroundings {
  /** Added to that of the test. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The command of another Node than the one of the test. */
  readonly node?: readonly [string, ...string[]];
}

/** A program of the project as a process of its own. The end of the test is its end at the latest. */
export class Program {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();

  constructor(script: string, args: readonly string[], { environment = {}, node }: Surroundings = {}) {
    const [command, ...before] = node ?? [process.execPath];
    const child = spawn(command, [...before, script, ...args], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.exited = once(child, 'close').then(([status]) => (typeof status === 'number' ? status : null));
    this.#collect(child.stdout, this.stdout);
    this.#collect(child.stderr, this.stderr);
    child.stdin?.on('error', () => {});
    onTestFinished(async () => {
      this.signal('SIGKILL');
      await this.exited;
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** What `find` makes of a line of a stream, as soon as one comes from place `from` on. */
  async line<Found>(
    stream: 'stdout' | 'stderr',
    find: (line: string) => Found | undefined,
    from = 0,
  ): Promise<Found> {
    for (let at = from; at < mostLines; ) {
      const line = this[stream][at];
      if (line === undefined) await this.#more(stream, at);
      else {
        const found = find(line);
        if (found !== undefined) return found;
        at += 1;
      }
    }
    throw new Error(`over ${mostLines} lines`);
  }

  async #more(stream: 'stdout' | 'stderr', at: number): Promise<void> {
    const came = new Promise<void>((resolve) => {
      const look = (): void => {
        if (this[stream].length <= at) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
    });
    const status = await Promise.race([came, this.exited.then((code) => ({ code }))]);
    if (status !== undefined && this[stream].length <= at) {
      throw new Error(`ended with ${status.code}: ${this.stderr.slice(-5).join('\n')}`);
    }
  }

  #collect(stream: NodeJS.ReadableStream | null, lines: string[]): void {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const look of [...this.#watchers]) look();
    });
  }
}

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end. */
export async function run(script: string, args: readonly string[]): Promise<Ended> {
  const program = new Program(script, args);
  const status = await program.exited;
  return { status, out: program.stdout.join('\n'), err: program.stderr.join('\n') };
}
