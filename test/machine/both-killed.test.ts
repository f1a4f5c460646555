import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openFileDisk } from '../../device/adapters/file-disk.ts';
import { recoverJournal } from '../../device/journal/recovery.ts';
import { phone, ready, startDevice } from './bench.ts';
import {
  carSharing,
  odometerAtStart,
  odometerStepMetres,
  phoneWithToken,
  statementOf,
} from './car-sharing.ts';

vi.setConfig({ testTimeout: 400_000 });

const storedSeqs = z.array(z.object({ journal: z.string(), seq: z.int() }));

/** The numbers of the records in a gateway's database, in order. */
function stored(file: string) {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare('select journal, seq from records order by journal, seq').all();
  database.close();
  return storedSeqs.parse(rows);
}

/** The journal that a stopped unit has left. */
async function written(config: string) {
  const disk = await openFileDisk(join(dirname(config), 'journal'));
  const found = await recoverJournal(disk);
  await disk.close();
  if (found.kind === 'empty') throw new Error('no journal');
  return found.journal;
}

test('gateway and device are killed in mid-drive, one after the other and both at once: nothing lost, nothing twice (promises 2, 3)', async () => {
  const sharing = await carSharing('tcp', 'terminals');
  const { gateway, car, config } = sharing;
  const port = new URL(sharing.serving.broker).port;
  let serving = sharing.serving.process;
  let device = startDevice(config);
  await ready(device);
  const { reservation, ...files } = await phoneWithToken(sharing);
  const kill = async (...programs: readonly (typeof device)[]) => {
    for (const program of programs) program.signal('SIGKILL');
    for (const program of programs) expect(await program.exited).toBe(null);
  };
  const serveAgain = async () => {
    serving = (await gateway.serve('--port', port)).process;
  };
  const startAgain = async () => {
    device = startDevice(config);
    await ready(device);
  };

  expect(await phone('unlock', files)).toMatchObject({ status: 0, err: '' });
  await car.order('key out', 'ignition on', 'wait 4', 'drive hwfet x4', 'wait 4');
  await kill(serving);
  await car.order('wait 2');
  await serveAgain();
  await car.order('wait 2');
  await kill(device);
  await car.order('wait 2');
  await startAgain();
  await car.order('wait 2');
  await kill(serving, device);
  await Promise.all([serveAgain(), startAgain()]);
  await car.order('wait 2', 'stop', 'wait 4');
  const { odometerMetres } = await car.order('ignition off', 'key in');
  expect(await phone('end', files)).toMatchObject({ status: 0, err: '' });
  const statement = await statementOf(sharing, reservation);
  device.signal('SIGTERM');
  expect(await device.exited).toBe(0);
  serving.signal('SIGTERM');
  expect(await serving.exited).toBe(0);

  const drivenMetres = odometerMetres - odometerAtStart;
  expect(drivenMetres).toBeGreaterThan(700);
  expect(Math.abs(statement.distanceMetres - drivenMetres)).toBeLessThan(odometerStepMetres);
  const { journalId, nextSeq } = await written(config);
  expect(stored(join(gateway.data, 'gateway.sqlite'))).toEqual(
    Array.from({ length: nextSeq - 1 }, (_, index) => ({ journal: journalId, seq: index + 1 })),
  );
});
