import { expect, test } from 'vitest';
import { JournalWriter, recordingCar } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';

test('each command has an id of its own, and what came of it is kept (clause 5.2)', () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const first = gateway.store.makeCommand(car.car, 'unlock');
  const second = gateway.store.makeCommand(car.car, 'unlock');
  expect(second.command).not.toBe(first.command);
  const journal = new JournalWriter(car);
  journal.write({ kind: 'command-done', command: first.command, outcome: 'done' }, 1000, monday);
  gateway.ingest(car, journal.batch());
  expect(gateway.store.command(first.command)).toMatchObject({ action: 'unlock', outcome: 'done' });
  expect(gateway.store.command(second.command)).toMatchObject({ action: 'unlock', outcome: null });
});

test('there is no command for a car that is not in the fleet', () => {
  const gateway = new TestStore();
  expect(() => gateway.store.makeCommand(recordingCar('nobody').car, 'lock')).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  );
});
