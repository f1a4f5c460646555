import { z } from 'zod';
import { type Ended, Program, run } from './program.ts';

const script = 'gateway/main.ts';
const ready = z.object({ type: z.literal('ready'), broker: z.string(), http: z.string() });

/** The gateway program on one folder of data. */
export class GatewayProgram {
  readonly data: string;

  constructor(data: string) {
    this.data = data;
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
    const process = new Program(script, ['serve', '--data', this.data, '--json', ...ports, ...options]);
    const { broker, http } = await process.line('stdout', (line) => ready.parse(JSON.parse(line)));
    return { process, broker, http };
  }
}

/** The start of the quarter-hour `quarters` after the one that it is now (T3). */
export function quarterHour(quarters: number): string {
  const length = 900_000;
  return new Date((Math.floor(Date.now() / length) + quarters) * length).toISOString();
}
