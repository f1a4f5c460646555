import { expect, test } from 'vitest';
import { firstOpened, opened } from '../../support/journeys.ts';
import { MemoryProgram } from '../../support/memory-program.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

async function setUp() {
  const database = openMemory();
  const program = new MemoryProgram(database);
  await program.on('init');
  const gateway = new TestStore(database);
  return { program, gateway, journal: new JournalWriter(gateway.addCar()) };
}

test('a car is shown in full: what it said last of each thing, and what is open', async () => {
  const { program, gateway, journal } = await setUp();
  journal.write(firstOpened, 1000, monday);
  journal.write({ kind: 'lock-changed', locked: true }, 1000, monday);
  journal.write(opened('00000000000000aa'), 1000, monday + 1000);
  journal.write({ kind: 'lock-changed', locked: false }, 1000, monday + 2000);
  journal.write({ kind: 'custody-changed', item: 'key', inHolder: false }, 1000, monday + 3000);
  journal.write({ kind: 'alarm', alarm: 'battery-low', raised: true }, 2500, monday + 4000);
  gateway.ingest(journal.car, journal.batch());
  const shown = JSON.parse((await program.on('car', 'show', 'car-1', '--json')).out);
  expect(shown).toMatchObject({
    car: 'car-1',
    told: {
      record: { seq: 6, odometerMetres: 2500, clockQuality: 'gnss' },
      isDark: false,
      doorsLocked: { value: false, at: monday + 2000 },
      keyInHolder: { value: false },
    },
    rental: { reservation: '00000000000000aa' },
    alarms: ['battery-low'],
    journals: [{ journal: journal.journal, through: 6, highest: 6 }],
    gaps: 0,
  });
  expect(shown.told).not.toHaveProperty('fuelCardInHolder');
  const { out } = await program.on('car', 'show', 'car-1');
  expect(out).toMatch(/^doors +unlocked, /m);
  expect(out).toMatch(/^fuel card +not told$/m);
  expect(out).toMatch(/^late +nothing known$/m);
});

test('what is late says why: a low battery, or records that are missing', async () => {
  const { program, gateway, journal } = await setUp();
  journal.write(firstOpened, 1000, monday);
  journal.write({ kind: 'going-dark', batteryMillivolts: 10_400 }, 1000, monday);
  gateway.ingest(journal.car, journal.batch());
  const text = async () => (await program.on('car', 'show', 'car-1')).out;
  expect(await text()).toMatch(/^late +fell silent with a low battery/m);
  expect(await text()).toMatch(/^battery +10\.4 V, /m);
  journal.write({ kind: 'lock-changed', locked: true }, 1000, monday);
  journal.write({ kind: 'lock-changed', locked: false }, 1000, monday);
  gateway.ingest(journal.car, journal.batch(4));
  expect(await text()).toMatch(/^late +records are missing/m);
});

test('a car that has said nothing, and one that there is not', async () => {
  const { program } = await setUp();
  expect((await program.on('car', 'show', 'car-1')).out).toMatch(/^last record +never$/m);
  await expect(program.on('car', 'show', 'car-9')).rejects.toThrow('there is no car car-9');
});
