import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { pause } from './pause.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** After SIGTERM a program may take so long; a unit gives each step of its shutdown 5 s. */
const endsWithin = 30_000;

/** On a machine that is busy with all of them at once. */
const readyWithin = 180_000;
const lookMilliseconds = 100;

export interface VictimOptions {
  readonly name: string;
  /** Script and arguments for Node, from the project's root. */
  readonly command: readonly string[];
  /** What the program says goes there, over all its lives. */
  readonly logFile: string;
}

/** A time on `performance.now()`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A program that is killed, stopped and started again, as a machine or a person would do it; the end of the test is its end. */
export class Victim {
  readonly name: string;
  /** Ends that nobody asked for. */
  readonly surprises: string[] = [];
  /** When it was down or frozen. */
  readonly outages: Span[] = [];
  starts = 0;
  /** Length of its log when it was started last. */
  #logStart = 0;
  readonly #options: VictimOptions;
  #child: ChildProcess | null = null;
  #isOver = false;

  constructor(options: VictimOptions) {
    this.name = options.name;
    this.#options = options;
    onTestFinished(async () => {
      this.#isOver = true;
      if (this.#child !== null) await this.#left('SIGKILL');
    });
  }

  /** Without effect once the test is over. */
  start(): void {
    if (this.#isOver) return;
    const log = openSync(this.#options.logFile, 'a');
    this.#logStart = fstatSync(log).size;
    const child = spawn(process.execPath, this.#options.command, { cwd: root, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    this.starts += 1;
    child.once('exit', (status, signal) => {
      if (child === this.#child) this.surprises.push(`${this.name} ended by itself: ${status ?? signal}`);
    });
  }

  /** Resolves once it has said that it is ready. @throws {Error} where it never does. */
  async ready(): Promise<void> {
    const givesUpAt = performance.now() + readyWithin;
    const said = () => readFileSync(this.#options.logFile).subarray(this.#logStart).toString();
    while (!said().includes('"msg":"ready"')) {
      if (performance.now() > givesUpAt) throw new Error(`${this.name} does not get ready: ${said()}`);
      await pause(lookMilliseconds);
    }
  }

  /** SIGKILL; begins again after a while, and resolves once it is ready. */
  async kill(downForMilliseconds: number): Promise<void> {
    const from = performance.now();
    await this.#left('SIGKILL');
    await pause(downForMilliseconds);
    this.start();
    await this.ready();
    this.outages.push({ from, to: performance.now() });
  }

  /** SIGSTOP, then SIGCONT. */
  async freeze(milliseconds: number): Promise<void> {
    const from = performance.now();
    this.#child?.kill('SIGSTOP');
    await pause(milliseconds);
    this.#child?.kill('SIGCONT');
    this.outages.push({ from, to: performance.now() });
  }

  /** Asks it to end; the exit status, or what it had to be killed for. */
  async end(): Promise<number | string> {
    const killed = setTimeout(() => this.#child?.kill('SIGKILL'), endsWithin);
    const [status, signal] = await this.#left('SIGTERM');
    clearTimeout(killed);
    return status ?? `${signal}`;
  }

  async #left(signal: NodeJS.Signals): Promise<readonly [number | null, NodeJS.Signals | null]> {
    const child = this.#child;
    this.#child = null;
    if (child === null) throw new Error(`${this.name} does not run`);
    if (child.exitCode !== null || child.signalCode !== null) return [child.exitCode, child.signalCode];
    const exited = once(child, 'exit');
    child.kill(signal);
    const [status, endedBy] = await exited;
    return [status, endedBy];
  }
}
