import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished, vi } from 'vitest';
import { emptyFolder } from './bench.ts';

/** As systemd does: it reads each datagram, and drops the descriptor that comes with BARRIER=1, which lets its sender go on. */
const receiver = `
import socket, sys
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
heard.bind(sys.argv[1])
print("listening", flush=True)
while True: print(heard.recv(4096).decode(), flush=True)
`;

/** A datagram socket in the file system, where programs that systemd started speak to it (sd_notify(3)). */
export class NotifySocket {
  readonly path: string;
  readonly #lines: string[];

  static async open(): Promise<NotifySocket> {
    const path = join(await emptyFolder(), 'notify');
    const child = spawn('/usr/bin/python3', ['-c', receiver, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill());
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    await once(reader, 'line');
    return new NotifySocket(path, lines);
  }

  private constructor(path: string, lines: string[]) {
    this.path = path;
    this.#lines = lines;
  }

  /** Everything told so far, without what systemd-notify adds. */
  get told(): readonly string[] {
    return this.#lines.filter((line) => line.endsWith('=1') && line !== 'BARRIER=1');
  }

  /** Resolves once this has been told so often. */
  async hears(state: string, times = 1): Promise<void> {
    const count = () => this.told.filter((told) => told === state).length;
    await vi.waitFor(() => {
      if (count() < times) throw new Error(`heard only: ${this.told}`);
    }, 20_000);
  }
}
