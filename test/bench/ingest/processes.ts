import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Fleet, FleetResult, FromLoad, FromServer, Journals, ToLoad, ToServer } from './messages.ts';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A child process that answers each message with one. */
class Child<To extends object, From extends { readonly kind: string }> {
  readonly #process: ChildProcess;

  constructor(file: string, nodeOptions: readonly string[] = []) {
    this.#process = fork(script(file), { execArgv: [...nodeOptions], stdio: ['ignore', 2, 2, 'ipc'] });
  }

  ask<Kind extends From['kind']>(message: To, kind: Kind): Promise<Extract<From, { kind: Kind }>> {
    const { promise, resolve, reject } = Promise.withResolvers<Extract<From, { kind: Kind }>>();
    const isAnswer = (answer: From): answer is Extract<From, { kind: Kind }> => answer.kind === kind;
    const ended = (code: number | null): void => reject(new Error(`a process ended with ${code}`));
    this.#process.once('exit', ended);
    this.#process.once('message', (answer: From) => {
      this.#process.off('exit', ended);
      if (isAnswer(answer)) resolve(answer);
      else reject(new Error(JSON.stringify(answer)));
    });
    this.#process.send(message);
    return promise;
  }

  end(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#process.once('exit', () => resolve());
    this.#process.kill('SIGTERM');
    return promise;
  }
}

/** A gateway or a bare aedes in a process of its own. */
export class ServerProcess {
  readonly port: number;
  readonly passwords: readonly string[];
  readonly #child: Child<ToServer, FromServer>;

  private constructor(child: Child<ToServer, FromServer>, port: number, passwords: readonly string[]) {
    this.#child = child;
    this.port = port;
    this.passwords = passwords;
  }

  static async start(
    what: 'gateway' | 'aedes',
    cars: number,
    nodeOptions: readonly string[] = [],
  ): Promise<ServerProcess> {
    const child = new Child<ToServer, FromServer>('server.ts', [...nodeOptions, '--expose-gc']);
    const { port, passwords } = await child.ask({ kind: 'serve', what, cars }, 'ready');
    return new ServerProcess(child, port, passwords);
  }

  async memory(): Promise<number> {
    return (await this.#child.ask({ kind: 'memory' }, 'memory')).bytes;
  }

  /** Processor time of all its threads since it began, in microseconds. */
  async cpu(): Promise<number> {
    return (await this.#child.ask({ kind: 'cpu' }, 'cpu')).microseconds;
  }

  async stop(): Promise<void> {
    await this.#child.end();
  }
}

/** The cars, in a process of their own. */
export class LoadProcess {
  readonly #child = new Child<ToLoad, FromLoad>('load.ts');

  async prepare(...journals: readonly Journals[]): Promise<void> {
    await this.#child.ask({ kind: 'prepare', journals }, 'prepared');
  }

  async run(
    { port, passwords }: ServerProcess,
    fleets: readonly Fleet[],
    options: { readonly subscriber?: boolean; readonly receipts?: boolean } = {},
  ): Promise<readonly FleetResult[]> {
    const { subscriber = false, receipts = false } = options;
    return (await this.#child.ask({ kind: 'run', port, passwords, fleets, subscriber, receipts }, 'done'))
      .fleets;
  }

  async connect({ port, passwords }: ServerProcess, clients: number): Promise<void> {
    await this.#child.ask({ kind: 'connect', port, passwords, clients }, 'connected');
  }

  stop(): Promise<void> {
    return this.#child.end();
  }
}
