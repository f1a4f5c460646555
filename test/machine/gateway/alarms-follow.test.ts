import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { monday } from '../../support/store.ts';
import { emptyFolder } from '../bench.ts';
import { Program } from '../program.ts';
import { servedCar } from './served-car.ts';

const line = z.object({ car: z.string(), kind: z.literal('alarm'), what: z.string(), raised: z.boolean() });

test('alarms --follow tells an alarm as a car raises it, and Ctrl-C ends it in good order', async () => {
  const { gateway, journal, stub } = await servedCar(join(await emptyFolder(), 'gateway'));
  const following = new Program('gateway/main.ts', ['alarms', '--follow', '--json', '--data', gateway.data]);
  let isTold = false;
  const told = following
    .line('stdout', (text) => line.parse(JSON.parse(text)))
    .finally(() => {
      isTold = true;
    });
  // What comes before it has begun to look is no news to it.
  for (let raised = true; !isTold; raised = !raised) {
    journal.write({ kind: 'alarm', alarm: 'storage-fault', raised }, 1000, monday);
    await stub.deliver();
  }
  expect(await told).toMatchObject({ car: 'car-1', what: 'storage-fault' });
  following.signal('SIGINT');
  expect(await following.exited).toBe(0);
  expect(following.stderr).toEqual([]);
}, 60_000);
