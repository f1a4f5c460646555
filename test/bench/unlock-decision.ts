import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileDisk } from '../../device/adapters/file-disk.ts';
import type { Disk } from '../../device/ports.ts';
import { pause } from '../../device/time/waiting.ts';
import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
import type { Cancel, Clock, Timers } from '../../protocol/runtime.ts';
import { milliseconds, shifted, toEpochMilliseconds } from '../../protocol/units.ts';
import { claims, requestFor, tokenOf } from '../device/access/judging.ts';
import { accessParts } from '../device/access-parts.ts';
import { percentile } from './percentile.ts';

const decisions = 500;
const slowDecisions = 150;
const warmUp = 30;
/** A disk twin that takes so long for each sync. */
const slowSync = milliseconds(50);

const system = new SystemClock();
const systemTimers = new SystemTimers(system);
/** What waits when all is measured, such as a seal that is due in an hour, would keep the process. */
const waiting = new Set<Cancel>();
const timers: Timers = {
  after(delay, callback) {
    const cancel = systemTimers.after(delay, () => {
      waiting.delete(cancel);
      callback();
    });
    waiting.add(cancel);
    return cancel;
  },
};
/** The car's wall time stands in the token's window. */
const clock: Clock = {
  elapsed: () => system.elapsed(),
  wall: () => shifted(toEpochMilliseconds(claims.notBefore), 3_600_000),
};

/** From token and proof to the answer, in milliseconds: 99 of 100 take no longer. */
export interface DecisionTimes {
  readonly ownDisk: number;
  readonly slowDisk: number;
}

/** The gatekeeper over the file disk of the machine's temporary folder, and over the same with slow syncs. */
export async function measureDecisions(): Promise<DecisionTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'ritmeter-bench-'));
  try {
    const disk = await openFileDisk(folder);
    const ownDisk = await measured(disk, decisions);
    const slowDisk = await measured(slow(disk), slowDecisions);
    for (const cancel of waiting) cancel();
    await disk.close();
    return { ownDisk, slowDisk };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const slow = (disk: Disk): Disk => ({
  list: () => disk.list(),
  size: (name) => disk.size(name),
  read: (name, offset, length) => disk.read(name, offset, length),
  append: (name, bytes) => disk.append(name, bytes),
  truncate: (name, length) => disk.truncate(name, length),
  remove: (name) => disk.remove(name),
  async sync(name) {
    await pause(timers, slowSync);
    await disk.sync(name);
  },
});

async function measured(disk: Disk, count: number): Promise<number> {
  const { gatekeeper, recorder } = accessParts({ clock, timers, disk });
  const token = tokenOf();
  const binding = new Uint8Array(32).fill(8);
  let nonce = new Uint8Array(16).fill(7);
  const times: number[] = [];
  for (let at = 0; at < warmUp + count; at++) {
    const request = requestFor(token, { over: nonce });
    const begun = performance.now();
    const answer = await gatekeeper.decide({ type: 'request', ...request }, { nonce, binding });
    if (at >= warmUp) times.push(performance.now() - begun);
    if (answer.verdict !== 'granted') throw new Error(`an unlock is ${answer.verdict}`);
    nonce = Uint8Array.from(answer.nonce);
    await recorder.synced();
  }
  return percentile(times, 0.99);
}
