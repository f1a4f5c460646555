import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Line } from '../../../device/ports.ts';
import { messageOf } from '../../../protocol/errors.ts';
import type { ServedLine, Terminals } from '../ports.ts';
import { KeptSocat } from './kept-socat.ts';
import { unavailable } from './socat.ts';
import { serveLine } from './tcp-server.ts';

const host = '127.0.0.1';

/**
 * Pseudo-terminals made by socat, in a folder.
 * @throws {Fault} `terminals-unavailable`
 */
export async function openTerminals(
  folder: string | undefined,
  complain: (line: string) => void,
): Promise<Terminals> {
  const own = await usable(folder);
  const opened: { close(): Promise<void> }[] = [];
  const keep = async (addresses: readonly string[], links: readonly string[]): Promise<void> => {
    const socat = await KeptSocat.start({ addresses, links, complain });
    opened.push({ close: () => socat.stop() });
  };
  return {
    async serve(line: Line, name: string) {
      const path = join(own, name);
      const server: ServedLine = await serveLine(line, host, 0);
      opened.push(server);
      // Waiting for its user, socat connects only then: nobody reads later what was sent before.
      await keep([`${terminal(path)},wait-slave,pty-interval=0.05`, `TCP:${host}:${server.port}`], [path]);
      return path;
    },
    async join(name: string, otherName: string) {
      const paths = [join(own, name), join(own, otherName)] as const;
      await keep(paths.map(terminal), paths);
      return paths;
    },
    async close() {
      for (const { close } of opened.splice(0).reverse()) await close();
      if (folder === undefined) await rm(own, { recursive: true, force: true });
    },
  };
}

const terminal = (path: string): string => `PTY,link=${path},raw,echo=0`;

/** socat takes these characters of a path for its own. */
const special = /[,:!"'\\({[]/;

async function usable(folder: string | undefined): Promise<string> {
  if (folder === undefined) return mkdtemp(join(tmpdir(), 'ritmeter-lines-'));
  const path = resolve(folder);
  if (special.test(path)) throw unavailable(`socat cannot write the path ${path}`);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return path;
  } catch (cause) {
    throw unavailable(messageOf(cause), cause);
  }
}
