import { expect, test } from 'vitest';
import { createLineHolder } from '../../device/line-holder.ts';
import type { ByteStreamEvents } from '../../device/ports.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** A line whose openings succeed when the test says so. */
function bench() {
  const openings: { readonly events: ByteStreamEvents; succeed(): void; fail(reason: string): void }[] = [];
  const told: string[] = [];
  const settle = () => createManualClock().advance(0);
  const holder = createLineHolder(
    {
      open: (events) =>
        new Promise((resolve, reject) => {
          const name = openings.length;
          const close = () => told.push(`${name} was closed`);
          openings.push({
            events,
            succeed: () => resolve({ write: (bytes) => told.push(`${name} writes ${bytes.length}`), close }),
            fail: (reason) => reject(new Error(reason)),
          });
        }),
    },
    {
      opened: () => told.push('opened'),
      data: (bytes) => told.push(`data ${bytes.length}`),
      closed: (reason) => told.push(`closed: ${reason}`),
    },
  );
  return { holder, openings, told, settle };
}

test('what an older stream still says is not heard', async () => {
  const { holder, openings, told, settle } = bench();
  holder.open();
  openings[0]?.succeed();
  await settle();
  openings[0]?.events.closed('unplugged');
  holder.open();
  openings[0]?.events.data(Uint8Array.of(1));
  openings[0]?.events.closed('again');
  openings[1]?.succeed();
  await settle();
  openings[1]?.events.data(Uint8Array.of(1, 2));
  expect(told).toEqual(['opened', 'closed: unplugged', 'opened', 'data 2']);
});

test('a stream that opens after its owner gave up is closed', async () => {
  const { holder, openings, told, settle } = bench();
  holder.open();
  holder.close();
  openings[0]?.succeed();
  await settle();
  expect(told).toEqual(['0 was closed']);
});

test('a line that cannot be opened is told as closed, and writing to it does nothing', async () => {
  const { holder, openings, told, settle } = bench();
  holder.open();
  openings[0]?.fail('no such port');
  await settle();
  holder.write(Uint8Array.of(1));
  expect(told).toEqual(['closed: no such port']);
});
