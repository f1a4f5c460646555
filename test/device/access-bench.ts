import { decodeRecord } from '../../protocol/messages/record.ts';
import { decodeBody, type Fact } from '../../protocol/messages/registry.ts';
import type { Action } from '../../protocol/messages/words.ts';
import { type EpochMilliseconds, milliseconds, shifted, toEpochMilliseconds } from '../../protocol/units.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { binding, claims, nonce, requestFor, tokenOf } from './access/judging.ts';
import { type AccessParts, type AccessPartsOptions, accessParts } from './access-parts.ts';

/** The disk takes this long for each call; two calls make a record safe. */
const diskMilliseconds = 5;

export interface AccessBenchOptions extends Omit<AccessPartsOptions, 'clock' | 'timers' | 'disk'> {
  readonly latency?: number;
  readonly slowLatency?: number;
  readonly wall?: EpochMilliseconds;
}

/** Gatekeeper and remote control at a car whose time and disk, too, the test holds in its hands. */
export function accessBench({
  latency = diskMilliseconds,
  slowLatency = 60_000,
  wall = shifted(toEpochMilliseconds(claims.notBefore), 3_600_000),
  ...options
}: AccessBenchOptions = {}) {
  const time = createManualClock({ wall });
  const { timers } = time;
  const disk = new SimulatedDisk({
    latency: { timers, usual: milliseconds(latency), slow: milliseconds(slowLatency) },
  });
  const parts: AccessParts = accessParts({ ...options, ...time, disk: disk.mount() });
  const { gatekeeper, journal } = parts;

  const done = async <Value>(work: Promise<Value>): Promise<Value> => {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    for (let turn = 0; turn < 2_000 && !isOver; turn++) await time.advance(10);
    return work;
  };

  return {
    ...time,
    ...parts,
    disk,
    done,
    /** Asks as the phone would that has just been given this nonce. */
    ask: (action: Action, token = tokenOf(), over = nonce) =>
      done(
        gatekeeper.decide(
          { type: 'request', ...requestFor(token, { action, over }) },
          { nonce: over, binding },
        ),
      ),
    /** All facts on the disk by now, whose numbers are their places. */
    async facts(): Promise<readonly Fact[]> {
      const page = await journal.read(1, { maxRecords: 10_000, maxBytes: 10_000_000 });
      return page.entries.map(({ bytes }) => {
        const { header, bodyBytes } = decodeRecord(bytes);
        const fact = decodeBody(header.kind, bodyBytes ?? new Uint8Array());
        if (fact === null) throw new Error('a record of unknown kind');
        return fact;
      });
    },
  };
}
