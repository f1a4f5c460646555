import { expect, test } from 'vitest';
import { Fault } from '../../../protocol/errors.ts';
import { carId } from '../../../protocol/ids.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { MemoryProgram } from '../../support/memory-program.ts';

/** A program that serves; `ended` settles as it does. */
async function serving() {
  const program = new MemoryProgram();
  await program.on('init');
  const ended = program.on('serve', '--json');
  ended.catch(() => {});
  while (!program.files.has('gw/serve.json')) await program.clock.advance(0);
  return { program, ended };
}

const stateOf = (program: MemoryProgram) => JSON.parse(program.files.get('gw/serve.json') ?? 'null');

test('a signal ends it: the broker closes, and nothing of it is left', async () => {
  const { program, ended } = await serving();
  program.signal.resolve('SIGTERM');
  expect(await ended).toMatchObject({
    status: 0,
    out: '{"type":"ready","broker":"mqtt://stub:1","http":"http://stub:2"}',
  });
  expect(program.broker.closed).toBe(true);
  expect(program.httpChoices).toEqual([]);
  expect(program.locked).toEqual(new Set());
  expect(program.files.has('gw/serve.json')).toBe(false);
  expect(program.clock.pending()).toBe(0);
});

test('the death of the storage thread ends it with that fault', async () => {
  const { program, ended } = await serving();
  program.death.resolve(new Fault({ code: 'storage-thread-died', blame: 'receiver' }, 'out of memory'));
  await expect(ended).rejects.toMatchObject({ code: 'storage-thread-died' });
  expect(program.broker.closed).toBe(true);
  expect(program.locked).toEqual(new Set());
});

test('one that cannot store what it took ends all the same within a second', async () => {
  const { program, ended } = await serving();
  program.broker.close = () => new Promise(() => {});
  program.signal.resolve('SIGTERM');
  await program.clock.advance(900);
  await expect(ended).rejects.toMatchObject({ code: 'not-drained' });
});

test('a second one on the same data is refused', async () => {
  const { program } = await serving();
  await expect(program.on('serve')).rejects.toMatchObject({ code: 'gateway-running', blame: 'operator' });
});

test('it tells every two seconds how it does, and health repeats it', async () => {
  const { program } = await serving();
  const first = stateOf(program).writtenAt;
  await program.clock.advance(2_000);
  expect(stateOf(program)).toMatchObject({ writtenAt: first + 2_000, ingest: { state: 'green' } });
  expect(await program.on('health')).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^health +green\n/),
  });
});

test('a car that is added while it serves is let in at once, and its broker is the one that serves', async () => {
  const { program } = await serving();
  const car = carId('car-1');
  const lines = [
    '--obd',
    '/dev/o',
    '--gnss',
    '/dev/g',
    '--cabin',
    'modbus+rtu:///dev/c',
    '--phones',
    '/dev/p',
  ];
  await program.on('car', 'add', car, '--class', 'S', '--out', 'car.yaml', ...lines);
  const file = program.files.get('car.yaml') ?? '';
  expect(file).toContain('url: mqtt://stub:1');
  const password = new TextEncoder().encode(/password: (\w+)/.exec(file)?.[1]);
  const peer = await program.broker.hooks.authenticate(car, password);
  expect(peer).toEqual({ kind: 'car', car });
  expect(program.broker.hooks.mayPublish({ kind: 'car', car }, topicOf(car, 'records'))).toBe(true);
});
