import { expect, test } from 'vitest';
import { silentLog } from '../../../protocol/runtime.ts';
import { firstOpened } from '../../support/journeys.ts';
import { MemoryProgram } from '../../support/memory-program.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

const position = { latitudeMicrodegrees: 52_091_000, longitudeMicrodegrees: -5_122_005, accuracyMetres: 9 };

/** A car that was carried away, and whose operator wants to know where to. */
async function carriedAway() {
  const logged: object[] = [];
  const warn = (fields: object, message: string) => void logged.push({ ...fields, message });
  const database = openMemory();
  const gateway = new TestStore(database, {}, { ...silentLog, warn, info: warn, error: warn, debug: warn });
  const journal = new JournalWriter(gateway.addCar());
  journal.write(firstOpened, 1000, monday);
  journal.write({ kind: 'alarm', alarm: 'moved-without-ignition', raised: true }, 1000, monday);
  journal.write({ kind: 'position-alarm', alarm: 'moved-without-ignition', ...position }, 1000, monday);
  gateway.ingest(journal.car, journal.batch(1, 3));
  const program = new MemoryProgram(database);
  await program.on('init');
  return { program, logged };
}

test('an alarm with which the position comes is shown with it, for people and as JSON', async () => {
  const { program } = await carriedAway();
  const { out } = await program.on('alarms');
  expect(out).toMatch(/moved-without-ignition +at 52\.091000, -5\.122005 ± 9 m/);
  expect(out).toMatch(/moved-without-ignition +raised/);
  const shown: unknown = JSON.parse((await program.on('alarms', '--json')).out);
  expect(shown).toMatchObject([
    { kind: 'position-alarm', what: 'moved-without-ignition', raised: null, position },
    { kind: 'alarm', what: 'moved-without-ignition', raised: true, position: null },
  ]);
});

test('no log holds the position', async () => {
  const { logged } = await carriedAway();
  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toMatch(/52091|5122005|Microdegrees/);
});
