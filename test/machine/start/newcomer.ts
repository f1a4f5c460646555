import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** A folder that goes with the test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ritmeter-start-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A command in a terminal of its own: Ctrl-C reaches all of its processes, as it does there. */
export class Terminal {
  out = '';
  err = '';
  /** Exit status as a shell has it: 128 and the number of the signal for a command that one ended. */
  readonly ended: Promise<number>;
  readonly #group: number;
  readonly #watchers = new Set<() => void>();

  constructor(command: string, args: readonly string[]) {
    const child = spawn(command, args, { cwd: checkout, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid === undefined) throw new Error(`${command} cannot be run`);
    this.#group = child.pid;
    child.stdout.on('data', (data: Buffer) => this.#took(() => (this.out += data.toString())));
    child.stderr.on('data', (data: Buffer) => this.#took(() => (this.err += data.toString())));
    this.ended = once(child, 'close').then(([status, signal]) => shellStatus(status, signal));
    onTestFinished(async () => {
      this.signal('SIGKILL');
      await this.ended;
    });
  }

  signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.#group, signal);
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
    }
  }

  /** The match, as soon as the output of either kind has it. @throws {Error} where the command ends before. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    let over = false;
    void this.ended.then(() => this.#took(() => (over = true)));
    for (;;) {
      const match = pattern.exec(this.out) ?? pattern.exec(this.err);
      if (match !== null) return match;
      if (over) throw new Error(`ended without showing ${pattern}: ${this.err.slice(-400)}`);
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  #took(change: () => void): void {
    change();
    for (const wake of this.#watchers) wake();
    this.#watchers.clear();
  }
}

const shellStatus = (status: number | null, signal: NodeJS.Signals | null): number =>
  status ?? 128 + (signal === null ? 0 : constants.signals[signal]);

/** What `npm start` runs, without npm, which has a mind of its own about signals. */
export const start = (...args: readonly string[]): Terminal =>
  new Terminal(process.execPath, ['simulator/main.ts', 'start', ...args]);

/** `npm start -- ARGS` in the checkout. */
export const npmStart = (...args: readonly string[]): Terminal =>
  new Terminal('npm', ['start', '--silent', '--', ...args]);

export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export async function end(terminal: Terminal): Promise<Ended> {
  const status = await terminal.ended;
  return { status, out: terminal.out, err: terminal.err };
}

/** Lines of standard error that are the program's own: npm has a say on machines with odd settings. */
export const linesOf = ({ err }: Ended): string[] =>
  err.split('\n').filter((line) => line !== '' && !line.startsWith('npm '));

const report = z.object({
  ok: z.boolean(),
  broker: z.object({ url: z.string(), username: z.string(), password: z.string(), topic: z.string() }),
  statements: z.array(
    z.object({
      reservation: z.string(),
      car: z.string(),
      openedAt: z.number(),
      remarks: z.array(z.string()),
      records: z.object({ journal: z.string(), fromSeq: z.number(), toSeq: z.number() }),
    }),
  ),
  cars: z.array(
    z.object({
      car: z.string(),
      shownMetres: z.number(),
      recordsWritten: z.number(),
      recordsStored: z.number(),
    }),
  ),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});

export type Report = z.output<typeof report>;

/** What `--json` printed: one object and nothing else. */
export const reportOf = ({ out }: Pick<Ended, 'out'>): Report => report.parse(JSON.parse(out));

/** At a pace at which a day takes seconds. */
export const quickly = ['--speed', '20000', '--cars', '3'] as const;

/** Runs to the end, and gives the report of `--json`. */
export async function reportOfStart(data: string, ...args: readonly string[]): Promise<Report> {
  const ended = await end(npmStart('--data', data, ...quickly, '--json', ...args));
  if (ended.status !== 0) throw new Error(`status ${ended.status}: ${ended.err}${ended.out}`);
  return reportOf(ended);
}
