import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { lockChanged } from '../../support/journeys.ts';
import { monday } from '../../support/store.ts';
import { emptyFolder } from '../bench.ts';
import { GatewayProgram } from '../gateway-program.ts';
import { smallDisk } from '../small-disk.ts';
import { servedCar } from './served-car.ts';

const diskMegabytes = 8;
/** More than the last page of the write-ahead log has room for. */
const batch = 100;
/** Sessions that a car begins in vain while nothing fits. */
const vainSessions = 8;

/** A gateway that serves on a disk of its own, and a car with a journal that grows. */
async function onSmallDisk() {
  const folder = join(await emptyFolder(), 'disk');
  const disk = await smallDisk(folder, diskMegabytes);
  const { http, journal, ...served } = await servedCar(join(folder, 'gateway'));
  const write = (): void => {
    for (let count = 0; count < batch; count++) journal.write(lockChanged, 1000, monday);
  };
  const health = async (): Promise<number> => (await fetch(`${http}/health`)).status;
  return { disk, journal, write, health, ...served };
}

/** The numbers of the records that are stored. */
function storedSeqs({ data }: GatewayProgram): readonly unknown[] {
  using database = new DatabaseSync(join(data, 'gateway.sqlite'), { readOnly: true });
  return database
    .prepare('select seq from records order by seq')
    .all()
    .map(({ seq }) => seq);
}

const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, place) => place + 1);

test('a gateway on a full disk acknowledges nothing and says so, and stores all of it once there is room (D4)', async () => {
  const { disk, gateway, process, journal, write, stub, health } = await onSmallDisk();
  write();
  await stub.deliver();
  expect(await health()).toBe(200);

  await disk.fill();
  write();
  const filledAt = process.stderr.length;
  const { connections } = stub;
  const delivered = stub.deliver();
  await vi.waitFor(async () => expect(await health()).toBe(503), { timeout: 10_000, interval: 10 });
  const full = await process.line(
    'stderr',
    (line) => (line.includes('not stored') ? line : undefined),
    filledAt,
  );
  expect(full).toContain('database or disk is full');
  await vi.waitFor(() => expect(stub.connections).toBeGreaterThan(connections + vainSessions), 20_000);
  expect(await health()).toBe(503);
  expect(process.stderr.slice(filledAt).join('\n')).not.toContain('stored again');
  expect(stub.acknowledged).toBe(storedSeqs(gateway).length);
  expect(stub.acknowledged).toBeLessThan(journal.records.length);
  const isTold = async (): Promise<void> =>
    expect(await gateway.run('health')).toMatchObject({
      status: 1,
      out: expect.stringMatching(/^health +red: .*full/),
    });
  await vi.waitFor(isTold, { timeout: 5_000 });

  await disk.free();
  await delivered;
  expect(await health()).toBe(200);
  expect(storedSeqs(gateway)).toEqual(upTo(1 + 2 * batch));
  expect(await gateway.run('health')).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^health +green/),
  });
  process.signal('SIGTERM');
  expect(await process.exited).toBe(0);
}, 120_000);

test.each([['serve'], ['rentals']])('%s on a full disk ends with one line that says so', async (command) => {
  const folder = join(await emptyFolder(), 'disk');
  const disk = await smallDisk(folder, diskMegabytes);
  const gateway = new GatewayProgram(join(folder, 'gateway'));
  await gateway.must('init');
  await disk.fill();
  expect(await gateway.run(command)).toEqual({
    status: 2,
    out: '',
    err: expect.stringMatching(/^ritmeter-gateway: [^\n]*(disk is full|may be full)[^\n]*$/),
  });
});
