import { expect, test } from 'vitest';
import { MemoryProgram } from '../../support/memory-program.ts';
import { openMemory } from '../../support/store.ts';

const lines = [
  ...['--obd', 'tcp://h:1', '--gnss', 'tcp://h:2'],
  ...['--cabin', 'modbus+tcp://h:3', '--phones', 'tcp://h:4'],
];

/** A fleet of one car, and a gateway that serves it. */
async function serving() {
  const database = openMemory();
  const program = new MemoryProgram(database);
  await program.on('init');
  await program.on('car', 'add', 'car-1', '--class', 'S', '--out', 'car.yaml', ...lines);
  const office = new MemoryProgram(database);
  for (const [name, text] of program.files) office.files.set(name, text);
  program.on('serve').catch(() => {});
  while (!program.files.has('gw/serve.json')) await program.clock.advance(0);
  for (const lock of program.locked) office.locked.add(lock);
  return { program, office, database };
}

/** Runs a command of the office while time passes for both. */
async function meanwhile({ program, office }: Awaited<ReturnType<typeof serving>>, ...args: string[]) {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  const work = office.on('command', ...args);
  work.then(over, over);
  for (let tenths = 0; tenths < 500 && !isOver; tenths++) {
    await office.clock.advance(100);
    await program.clock.advance(100);
  }
  return work;
}

/** The record of what came of every command is there after so many tenths of a second. */
async function answeredWith(database: ReturnType<typeof openMemory>, outcome: string): Promise<void> {
  while (database.prepare('select 1 from commands').get() === undefined)
    await new Promise((resolve) => setImmediate(resolve));
  database.exec(`update commands set outcome = '${outcome}'`);
}

test('a command goes out within half a second, and tells what came of it', async () => {
  const bench = await serving();
  const [told] = await Promise.all([
    meanwhile(bench, 'send', 'car-1', 'unlock'),
    answeredWith(bench.database, 'done'),
  ]);
  expect(told).toEqual({ status: 0, out: 'car-1: unlock done' });
});

test('the serving gateway publishes it on the car’s topic, the same each time, while nobody answers', async () => {
  const bench = await serving();
  await meanwhile(bench, 'send', 'car-1', 'unlock');
  const commands = bench.program.broker.published.filter(
    ({ topic }) => topic === 'ritmeter/1/cars/car-1/commands',
  );
  expect(commands).toHaveLength(6);
  expect(new Set(commands.map(({ payload }) => Buffer.from(payload).toString('hex'))).size).toBe(1);
});

test.each([
  ['refused', 'immobilise', 'car-1: immobilise refused, and nothing was done: the ignition is on, or'],
  ['expired', 'lock', 'car-1: lock not done: it came too late, or'],
  ['not-confirmed', 'unlock', 'car-1: unlock not confirmed: it may have been done'],
])('%s is exit status 1, and what the operator may count on', async (outcome, action, said) => {
  const bench = await serving();
  const [{ status, out }] = await Promise.all([
    meanwhile(bench, 'send', 'car-1', action),
    answeredWith(bench.database, outcome),
  ]);
  expect({ status, out }).toEqual({ status: 1, out: expect.stringContaining(said) });
});

test('without a word of the car it may have been done, and show tells later', async () => {
  const bench = await serving();
  const { status, out } = await meanwhile(bench, 'send', 'car-1', 'end');
  expect({ status, out }).toEqual({ status: 1, out: expect.stringContaining('it may have been done; from') });
  const [, id = ''] = /command show ([0-9a-f]{16})$/.exec(out) ?? [];
  await answeredWith(bench.database, 'done');
  expect(await bench.office.on('command', 'show', id)).toEqual({ status: 0, out: 'car-1: end done' });
  await expect(bench.office.on('command', 'show', 'f'.repeat(16))).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('nothing is given where no gateway serves, or to a car that there is not', async () => {
  const { office, database } = await serving();
  await expect(office.on('command', 'send', 'car-9', 'unlock')).rejects.toMatchObject({ code: 'not-found' });
  office.locked.clear();
  await expect(office.on('command', 'send', 'car-1', 'unlock')).rejects.toMatchObject({
    code: 'gateway-not-running',
    blame: 'operator',
  });
  expect(database.prepare('select 1 from commands').get()).toBeUndefined();
});
