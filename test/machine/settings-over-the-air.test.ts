import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ready, startDevice } from './bench.ts';
import { carSharing } from './car-sharing.ts';

const standing = z.object({
  told: z
    .object({
      version: z.number(),
      outcome: z.string(),
      reason: z.string().nullable(),
      kept: z.number().nullable(),
    })
    .nullable(),
});

test('settings reach a car over the air; with an address where nobody is they are taken back, and the gateway knows why', async () => {
  const { folder, gateway, config } = await carSharing('tcp', 'ports');
  await appendFile(config, 'settingsTrial: { tryingSeconds: 3, askingSeconds: 60 }\n');
  const device = startDevice(config);
  await ready(device);

  const set = async (content: object): Promise<void> => {
    const file = join(folder, 'settings.yaml');
    await writeFile(file, JSON.stringify(content));
    await gateway.must('car', 'settings', 'set', 'car-1', file);
  };
  const told = async (isIt: (told: z.output<typeof standing>['told']) => boolean) => {
    for (let asked = 0; asked < 60; asked++) {
      const found = standing.parse(
        JSON.parse(await gateway.must('car', 'settings', 'show', 'car-1', '--json')),
      );
      if (isIt(found.told)) return found.told;
      await pause(500);
    }
    throw new Error('the car has not said it');
  };

  await set({ checklist: { zone: 'note' } });
  expect(await told((said) => said?.outcome === 'kept')).toMatchObject({ version: 1, kept: 1 });
  await set({ broker: { url: 'mqtt://127.0.0.1:1' } });
  expect(await told((said) => said?.outcome === 'taken-back')).toEqual({
    version: 2,
    outcome: 'taken-back',
    reason: 'gateway-not-reached',
    kept: 1,
  });

  device.signal('SIGTERM');
  expect(await device.exited).toBe(0);
}, 120_000);
