import { expect, test } from 'vitest';
import { tellState } from '../../../gateway/program/tell-state.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const health = {
  state: 'green',
  reason: null,
  waitingMessages: 0,
  waitingBytes: 0,
  lastCommitAt: null,
} as const;

/** A gateway that tells its state to a disk with room for so many files. */
function telling(room: { files: number }) {
  const { clock, timers, advance } = createManualClock();
  const kept = new Set<string>();
  const files = {
    replace: async (path: string) => {
      if (kept.size >= room.files) throw new Error('no space left on device');
      kept.add(path);
    },
    remove: async (path: string) => void kept.delete(path),
  };
  tellState(
    { clock, timers, files },
    'state',
    { health: () => health },
    { broker: 'b', http: null },
    silentLog,
  );
  return { kept, advance };
}

test('on a full disk the old state makes room for the new one', async () => {
  const { kept, advance } = telling({ files: 1 });
  await advance(4_000);
  expect(kept).toEqual(new Set(['state']));
});

test('an old state that cannot be followed by a new one goes, since it would say that all is well', async () => {
  const room = { files: 2 };
  const { kept, advance } = telling(room);
  await advance(0);
  expect(kept).toEqual(new Set(['state']));
  room.files = 0;
  await advance(2_000);
  expect(kept).toEqual(new Set());
  room.files = 2;
  await advance(2_000);
  expect(kept).toEqual(new Set(['state']));
});
