import { type ChildProcess, spawn } from 'node:child_process';
import { lstat, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../../protocol/errors.ts';

const lookEveryMilliseconds = 10;
const mostLooks = 500;

/** How a socat ended. */
export interface SocatEnd {
  /** One side was closed, as its user may. */
  readonly isOrderly: boolean;
  readonly reason: string;
}

/** A running socat between two of its addresses. */
export interface Socat {
  /** Resolves once its links are gone as well. */
  readonly ended: Promise<SocatEnd>;
  stop(): Promise<void>;
}

/**
 * Starts socat, and waits for the links to pseudo-terminals that its addresses make. It ends when this process does,
 * however that ends.
 * @throws {Fault} `terminals-unavailable`
 */
export async function startSocat(addresses: readonly string[], links: readonly string[]): Promise<Socat> {
  await remove(links);
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'socat', ...addresses], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C at the keyboard is for this process, which then stops it in its turn.
    detached: true,
  });
  // A socat that was killed leaves its links behind, and the system gives their targets to others.
  const ended = endOf(child).then(async (end) => {
    await remove(links);
    return end;
  });
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  const looking = new AbortController();
  const failed = await Promise.race([appeared(links, looking.signal), ended]);
  looking.abort();
  if (failed === null) return { ended, stop };
  await stop();
  throw unavailable(failed.reason);
}

export const unavailable = (reason: string, cause?: unknown): Fault =>
  new Fault(
    { code: 'terminals-unavailable', blame: 'operator' },
    `pseudo-terminals need Linux with socat and setpriv; --tcp needs neither: ${reason}`,
    { cause },
  );

function endOf(child: ChildProcess): Promise<SocatEnd> {
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    said = bytes.toString().trim().split('\n').at(-1) ?? said;
  });
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ isOrderly: false, reason: message }));
    child.once('close', (status, signal) =>
      resolve({ isOrderly: status === 0, reason: said || `socat ended with ${status ?? signal}` }),
    );
  });
}

/** Null once all links are there. */
async function appeared(links: readonly string[], until: AbortSignal): Promise<SocatEnd | null> {
  for (let look = 0; look < mostLooks && !until.aborted; look++) {
    if (await areThere(links)) return null;
    await delay(lookEveryMilliseconds);
  }
  return { isOrderly: false, reason: `socat made no ${links.join(', ')}` };
}

const areThere = async (links: readonly string[]): Promise<boolean> => {
  const found = await Promise.allSettled(links.map((link) => lstat(link)));
  return found.every(({ status }) => status === 'fulfilled');
};

const remove = async (links: readonly string[]): Promise<void> => {
  for (const link of links) await rm(link, { force: true });
};
