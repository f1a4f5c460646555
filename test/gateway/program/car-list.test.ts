import { expect, test } from 'vitest';
import type { AlarmName } from '../../../protocol/messages/words.ts';
import { firstOpened } from '../../support/journeys.ts';
import { MemoryProgram } from '../../support/memory-program.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

/** A program and a store on the same database. */
async function setUp() {
  const database = openMemory();
  const program = new MemoryProgram(database);
  await program.on('init');
  return { program, gateway: new TestStore(database) };
}

test('cars are listed with class, last record, open alarms and settings, as text and as JSON', async () => {
  const { program, gateway } = await setUp();
  const journal = new JournalWriter(gateway.addCar());
  gateway.addCar('car-2');
  const said = (alarm: AlarmName, raised: boolean) =>
    journal.write({ kind: 'alarm', alarm, raised }, 1000, monday);
  journal.write(firstOpened, 1000, monday);
  said('battery-low', true);
  said('gnss-no-fix', true);
  said('battery-low', false);
  gateway.ingest(journal.car, journal.batch());
  const cars = JSON.parse((await program.on('car', 'list', '--json')).out);
  expect(cars).toMatchObject([
    { car: 'car-1', priceClass: 'S', lastRecordAt: gateway.clock.clock.wall(), alarms: ['gnss-no-fix'] },
    { car: 'car-2', lastRecordAt: null, alarms: [], settings: 'follows the settings of its file' },
  ]);
  const { out } = await program.on('car', 'list');
  expect(out).toMatch(/^car-1 +S .* gnss-no-fix +follows .*\ncar-2 +S .* never +none +follows /m);
});

test('a fleet without cars says so', async () => {
  const { program } = await setUp();
  expect((await program.on('car', 'list')).out).toBe('no car; `car add` adds one');
});
