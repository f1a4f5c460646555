import { expect, test } from 'vitest';
import { CabinWatch } from '../../../device/cabin/watch.ts';
import type { CabinInputs } from '../../../device/ports.ts';
import type { Log, LogFields } from '../../../protocol/runtime.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const parked: CabinInputs = {
  ignitionOn: false,
  doorsClosed: true,
  doorsLocked: true,
  keyInHolder: true,
  fuelCardInHolder: true,
};

test('a board that is away is asked again and again, and complained of once for each reason', async () => {
  const { timers, advance } = createManualClock();
  let fault: string | null = 'no such device';
  let asked = 0;
  const lines: string[] = [];
  const note = ({ reason = '' }: LogFields, message: string) =>
    void lines.push(`${message} ${reason}`.trim());
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const watch = new CabinWatch({
    cabin: {
      async read() {
        asked += 1;
        if (fault !== null) throw new Error(fault);
        return parked;
      },
      async command() {},
    },
    timers,
    log,
    awakeSeconds: 1,
    parkedSeconds: 300,
    onInputs: () => {},
    onReachable: () => {},
  });
  watch.start();
  await advance(60_000);
  expect(asked).toBe(61);
  expect(lines).toEqual(['I/O board not read no such device']);
  fault = 'no answer';
  await advance(2_000);
  fault = null;
  await advance(2_000);
  expect(lines.slice(1)).toEqual(['I/O board not read no answer', 'I/O board read again']);
  watch.stop();
});
