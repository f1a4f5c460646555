import { expect, it } from 'vitest';
import { deviceWorld, factsOf } from '../support/device-world.ts';
import { issuerKey } from './access/judging.ts';
import { entryOf, keySet, rootKey } from './access/some-lists.ts';

const minutes = 60;

it('a disk that hangs keeps no driver out, and has it all when it answers (D6)', async () => {
  const world = deviceWorld();
  await world.boot();
  await world.ask('status');
  world.disk.condition = 'hanging';
  expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
  await world.pass(30 * minutes);
  expect(await world.ask('lock')).toMatchObject({ verdict: 'granted' });
  world.disk.condition = 'healthy';
  await world.pass(2 * minutes);
  const records = await world.records();
  expect(factsOf(records, 'access-decided').map(({ action }) => action)).toEqual([
    'status',
    'unlock',
    'lock',
  ]);
});

it('so it is at power-up: after some seconds the car goes on without what the disk holds (3.11)', async () => {
  const world = deviceWorld();
  await world.boot();
  await world.ask('status');
  world.crash();
  world.disk.condition = 'hanging';
  const begun = world.elapsed();
  await world.boot();
  expect(world.elapsed() - begun).toBeLessThan(12_000);
  expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
  world.disk.condition = 'healthy';
  await world.pass(2 * minutes);
  expect(factsOf(await world.records(), 'rental-opened')).toHaveLength(1);
  expect(await world.ask('status')).toMatchObject({ verdict: 'granted', rental: 'b1b2b3b4b5b6b7b8' });
});

it('and where it hangs at the moment at which the unit begins anew from it', async () => {
  const world = deviceWorld();
  await world.boot();
  await world.ask('status');
  world.crash();
  world.disk.condition = 'failing';
  await world.boot();
  world.disk.condition = 'healthy';
  await world.pass(9.99);
  world.disk.condition = 'hanging';
  await world.pass(30);
  expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
  world.disk.condition = 'healthy';
  await world.pass(2 * minutes);
  expect(factsOf(await world.records(), 'rental-opened')).toHaveLength(1);
});

it('a phone that brings a list is answered as well: the list holds at once', async () => {
  const world = deviceWorld({ config: { root: rootKey.publicKey.x } });
  await world.boot();
  const lists = [keySet(3, [entryOf(issuerKey, { longestLifeSeconds: 86_400 })])];
  world.disk.condition = 'hanging';
  expect(await world.ask('unlock', undefined, { lists })).toMatchObject({ verdict: 'granted' });
});
