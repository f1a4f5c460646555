import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { passwordLine } from '../../../gateway/mosquitto/password-line.ts';
import { systemRandom } from '../../../protocol/adapters/node-runtime.ts';
import { freePort } from '../../support/free-port.ts';
import { emptyFolder } from '../bench.ts';
import { Authority } from '../certificates.ts';

const shipped = (name: string): string =>
  fileURLToPath(new URL(`../../../gateway/mosquitto/${name}`, import.meta.url));

const program = '/usr/sbin/mosquitto';
/** Debian's Mosquitto started by root gives up its rights, and could not read the test's files. */
const asRoot = process.getuid?.() === 0 ? 'user root\n' : '';

/** The password of a login in these tests. */
export const passwordOf = (name: string): string => `password of ${name}`;

/** A Mosquitto with the rules as they are shipped, over TLS, for these logins; the end of the test is its end. */
export class Mosquitto {
  readonly port: number;
  readonly ca: string;
  readonly authority: Authority;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  static async start(logins: readonly string[], options: { asksClients?: boolean } = {}): Promise<Mosquitto> {
    const mosquitto = new Mosquitto(await emptyFolder(), await freePort());
    mosquitto.#prepare(logins, options.asksClients === true);
    await mosquitto.start();
    onTestFinished(() => mosquitto.kill());
    return mosquitto;
  }

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
    this.authority = new Authority(folder);
    this.ca = this.authority.own.certificate;
  }

  get url(): string {
    return `mqtts://127.0.0.1:${this.port}`;
  }

  get passwordFile(): string {
    return join(this.#folder, 'passwords');
  }

  /** Has it read its passwords anew. */
  reload(): void {
    this.#child?.kill('SIGHUP');
  }

  /** Name, password and TLS of a client. */
  login(username: string) {
    const { url, ca } = this;
    return { url, username, password: passwordOf(username), clientId: username, tls: { ca } };
  }

  async start(): Promise<void> {
    const child = spawn(program, ['-c', join(this.#folder, 'mosquitto.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      lines.push(line);
      if (line.endsWith('running')) break;
    }
    if (child.exitCode !== null || !lines.some((line) => line.endsWith('running')))
      throw new Error(lines.join('\n'));
    child.stderr.resume();
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  #prepare(logins: readonly string[], asksClients: boolean): void {
    const { certificateFile, keyFile } = this.authority.issue({
      name: 'broker',
      alternativeName: 'IP:127.0.0.1',
    });
    copyFileSync(certificateFile, join(this.#folder, 'broker.pem'));
    copyFileSync(keyFile, join(this.#folder, 'broker.key'));
    copyFileSync(this.authority.own.certificateFile, join(this.#folder, 'ca.pem'));
    copyFileSync(shipped('acl'), join(this.#folder, 'acl'));
    const lines = logins.map((name) => `${passwordLine(name, passwordOf(name), systemRandom)}\n`);
    writeFileSync(this.passwordFile, lines.join(''), { mode: 0o600 });
    const configuration = readFileSync(shipped('mosquitto.conf'), 'utf8')
      .replaceAll('/etc/mosquitto/', `${this.#folder}/`)
      .replace('listener 8883', `listener ${this.port} 127.0.0.1`)
      .replaceAll(asksClients ? /^# (cafile|require_certificate)/gm : /$^/g, '$1');
    writeFileSync(join(this.#folder, 'mosquitto.conf'), asRoot + configuration);
  }
}
