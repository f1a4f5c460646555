import { type Figure, figure } from './figure.ts';
import { measureBytes } from './unlock-bytes.ts';
import { measureCrypto } from './unlock-crypto.ts';
import { measureDecisions } from './unlock-decision.ts';
import { measureDevice } from './unlock-device.ts';

/** What a driver beside the car waits for. */
export async function run(): Promise<readonly Figure[]> {
  const { ownDisk, slowDisk } = await measureDecisions();
  const crypto = measureCrypto();
  const bytes = await measureBytes();
  const { tapToRelay, coldStart } = await measureDevice();
  return [
    figure('unlock.decision.p99', ownDisk, 'ms', { atMost: 2 }),
    figure('unlock.decision.p99.slow-disk', slowDisk, 'ms', { atMost: 120 }),
    figure('unlock.crypto.p99', crypto, 'ms', { atMost: 1 }),
    figure('unlock.tap-to-relay.p99', tapToRelay, 'ms', { atMost: 200 }),
    figure('unlock.bytes', bytes, 'bytes', { atMost: 900 }),
    figure('unlock.cold-start', coldStart, 'ms', { atMost: 1_000 }),
  ];
}
