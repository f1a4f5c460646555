import { expect, test } from 'vitest';
import { firstOpened } from '../../support/journeys.ts';
import { MemoryProgram } from '../../support/memory-program.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, openMemory, TestStore } from '../../support/store.ts';

/** A gateway program on the database of a store that has set one message aside. */
async function setUp() {
  const database = openMemory();
  const program = new MemoryProgram(database);
  await program.on('init');
  const gateway = new TestStore(database);
  const car = gateway.addCar();
  gateway.ingest(car, new Uint8Array([0xff]));
  const [item] = gateway.store.setAside(1);
  return { program, gateway, car, id: item?.id ?? expect.fail('nothing is set aside') };
}

test('what is set aside is listed and shown, as text and as JSON (D4)', async () => {
  const { program, id } = await setUp();
  expect((await program.on('set-aside', 'list')).out).toMatch(new RegExp(`${id} .* car-1 +records +CBOR`));
  const { out } = await program.on('set-aside', 'show', id, '--json');
  expect(JSON.parse(out)).toMatchObject({ id, kind: 'rejected', car: 'car-1', bytes: 1, raw: 'ff' });
});

test('nothing set aside is said in words', async () => {
  const program = new MemoryProgram();
  await program.on('init');
  expect((await program.on('set-aside', 'list')).out).toBe('nothing is set aside');
});

test('what still cannot be read stays, and the exit status says so', async () => {
  const { program, id } = await setUp();
  const { out, status } = await program.on('set-aside', 'replay', id);
  expect(out).toMatch(`${id} stays set aside: CBOR at byte 0`);
  expect(status).toBe(1);
});

test('what can be read now is taken while another process serves (D4)', async () => {
  const { program, gateway, car, id } = await setUp();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 4000, monday);
  gateway.database.prepare('update rejected set raw = ?').run(journal.batch());
  const { out, status } = await program.on('set-aside', 'replay', id, '--json');
  expect({ result: JSON.parse(out), status }).toEqual({ result: { id, kind: 'taken' }, status: 0 });
  expect(gateway.store.account(car.car).lastOdometerMetres).toBe(4000);
});

test('an id that is not there is a fault', async () => {
  const { program } = await setUp();
  await expect(program.on('set-aside', 'replay', 'rejected-00')).rejects.toMatchObject({ code: 'not-found' });
});
