import { expect, test } from 'vitest';
import { healthText, verdictOf, verdictWith } from '../../../gateway/program/health-command.ts';
import { formatRunningState, parseRunningState } from '../../../gateway/program/running-state.ts';
import { Fault } from '../../../protocol/errors.ts';
import { epochMilliseconds, shifted } from '../../../protocol/units.ts';
import { MemoryProgram } from '../../support/memory-program.ts';
import { monday } from '../../support/store.ts';

const now = epochMilliseconds(monday);
const running = {
  software: 'ritmeter 1',
  broker: 'mqtt://127.0.0.1:1883',
  http: 'http://127.0.0.1:8080',
  startedAt: now,
  writtenAt: now,
  ingest: { state: 'green' as const, reason: null, waitingMessages: 0, waitingBytes: 0, lastCommitAt: now },
};
const red = {
  ...running,
  ingest: { ...running.ingest, state: 'red' as const, reason: 'not stored: disk full' },
};

test('green is who holds the lock, speaks, and stores', () => {
  expect(verdictOf(true, running, shifted(now, 10_000))).toEqual({ state: 'green', reason: null });
});

test.each([
  ['nobody serves', false, running, 0, /no gateway is serving/],
  ['it has said nothing yet', true, null, 0, /starting/],
  [
    'it has fallen silent',
    true,
    running,
    10_001,
    /said nothing since 2026-06-01 08:00:00: it is stuck, or the disk .* is full/,
  ],
  ['it cannot store', true, red, 0, /^not stored: disk full$/],
])('red with a reason where %s', (_, isRunning, state, later, reason) => {
  expect(verdictOf(isRunning, state, shifted(now, later))).toEqual({
    state: 'red',
    reason: expect.stringMatching(reason),
  });
});

test('the state of a running process survives its file; anything else is none', () => {
  expect(parseRunningState(formatRunningState(red))).toEqual(red);
  expect(parseRunningState('')).toBeNull();
  expect(parseRunningState('{"broker":1}')).toBeNull();
});

test('a person reads the figures of the database, whether or not anybody serves', () => {
  const figures = { records: 12, duplicates: 1, rejected: 0, quarantined: 2, late: 0, samples: 3, byCar: [] };
  expect(
    healthText({ state: 'red', reason: 'why', running: null, figures, storageFault: null }).split('\n'),
  ).toEqual([
    'health     red: why',
    'records    12 stored, 1 duplicates dropped',
    'set aside  0 rejected, 2 quarantined',
  ]);
  expect(healthText({ state: 'green', reason: null, running, figures, storageFault: null })).toContain(
    'broker       mqtt://127.0.0.1:1883 since 2026-06-01 08:00:00',
  );
});

test('red ends with status 1', async () => {
  const program = new MemoryProgram();
  await program.on('init');
  expect(await program.on('health')).toMatchObject({
    status: 1,
    out: expect.stringMatching(/^health +red: /),
  });
  const { out } = await program.on('health', '--json');
  expect(JSON.parse(out)).toMatchObject({ state: 'red', running: null, figures: { records: 0 } });
});

test('a database that cannot be read is red, and what is known is told all the same', async () => {
  const program = new MemoryProgram();
  await program.on('init');
  program.openDatabase = () => Promise.reject(locked);
  const { out, status } = await program.on('health');
  expect(status).toBe(1);
  expect(out.split('\n')).toEqual([
    'health   red: no gateway is serving on this data',
    'storage  database gw: database is locked',
  ]);
  const json = await program.on('health', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ state: 'red', figures: null, storageFault: locked.message });
});

test('so it is where the serving process says that all is well', () => {
  const stored = { figures: null, storageFault: locked.message };
  const green = { state: 'green', reason: null } as const;
  expect(verdictWith(stored, green)).toEqual({ state: 'red', reason: locked.message });
});

test('what a person is to put right in the files is no state of health', async () => {
  await expect(new MemoryProgram().on('health')).rejects.toMatchObject({ code: 'no-gateway' });
});

const locked = new Fault(
  { code: 'database-failed', blame: 'environment' },
  'database gw: database is locked',
);
