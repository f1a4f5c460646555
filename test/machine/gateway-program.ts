import { z } from 'zod';
import { type Ended, Program, run, type Surroundings } from './program.ts';

const script = 'gateway/main.ts';
const ready = z.object({ type: z.literal('ready'), broker: z.string(), http: z.string() });

/** A script, and what runs it. */
export interface Served {
  readonly script: string;
  readonly surroundings: Surroundings;
}

/** The gateway program on one folder of data. */
export class GatewayProgram {
  readonly data: string;
  readonly #served: Served;

  /** @param served what serves, where it is not the sources */
  constructor(data: string, served: Served = { script, surroundings: {} }) {
    this.data = data;
    this.#served = served;
  }

  /** Runs one command to its end. */
  run(...command: readonly string[]): Promise<Ended> {
    return run(script, [...command, '--data', this.data]);
  }

  /** Runs one command that must succeed without a word on standard error; gives what it printed. */
  async must(...command: readonly string[]): Promise<string> {
    const { status, out, err } = await this.run(...command);
    if (status === 0 && err === '') return out;
    throw new Error(`${command.join(' ')}: ${status}: ${err}`);
  }

  /** Starts serving on free ports; gives the process and the URLs for cars and phones once it is ready. */
  async serve(
    ...options: readonly string[]
  ): Promise<{ readonly process: Program; readonly broker: string; readonly http: string }> {
    const ports = ['--port', '0', '--http-port', '0'];
    const args = ['serve', '--data', this.data, '--json', ...ports, ...options];
    const process = new Program(this.#served.script, args, this.#served.surroundings);
    const { broker, http } = await process.line('stdout', (line) => ready.parse(JSON.parse(line)));
    return { process, broker, http };
  }
}

/** The start of the quarter-hour `quarters` after the one that it is now (T3). */
export function quarterHour(quarters: number): string {
  const length = 900_000;
  return new Date((Math.floor(Date.now() / length) + quarters) * length).toISOString();
}
