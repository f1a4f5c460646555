import { expect, test } from 'vitest';
import { MemoryProgram } from '../../support/memory-program.ts';

const unit = '--obd tcp://h:1 --gnss tcp://h:2 --cabin modbus+tcp://h:3 --phones tcp://h:4 --class S'.split(
  ' ',
);

async function withCars() {
  const program = new MemoryProgram();
  await program.on('init');
  for (const car of ['car-1', 'car-2', 'van-1'])
    await program.on('car', 'add', car, '--out', `${car}.yaml`, ...unit);
  program.files.set('settings.yaml', 'positionAlarms: [moved-without-ignition]\n');
  return program;
}

test('settings are set for one car or many, shown, and listed with what each car follows', async () => {
  const program = await withCars();
  expect((await program.on('car', 'settings', 'set', 'car-*', 'settings.yaml')).out).toMatch(
    /^car car-1: version 1 goes to it as it is online; .*\ncar car-2: version 1 /,
  );
  const { out } = await program.on('car', 'settings', 'show', 'car-1');
  expect(out).toMatch(/the car +follows the settings of its file; version 1 has not come to it yet/);
  expect(out).toContain('"moved-without-ignition"');
  const list = (await program.on('car', 'settings', 'list')).out;
  expect(list).toMatch(/^car-1 +1 .*\ncar-2 +1 .*\nvan-1 +- +follows the settings of its file$/m);
});

test('every fault in a file is told at once, with its path, and nothing is set', async () => {
  const program = await withCars();
  program.files.set('bad.yaml', 'zones: { green: [[[1, 2]]] }\nchecklist: { doors: maybe }\ncolour: red\n');
  await expect(program.on('car', 'settings', 'set', 'car-1', 'bad.yaml')).rejects.toThrow(
    /^bad\.yaml: zones\.green\.0: .*; checklist\.doors: .*; top level: .*colour/,
  );
  expect((await program.on('car', 'settings', 'show', 'car-1')).out).toMatch(/nothing over the air/);
});

test('a car that is not there, an older version, and one PIN for many cars are refused', async () => {
  const program = await withCars();
  await expect(program.on('car', 'settings', 'set', 'car-1,bus-*', 'settings.yaml')).rejects.toThrow(
    'no car bus-*',
  );
  program.files.set('old.yaml', 'version: 1\n');
  await program.on('car', 'settings', 'set', 'car-1', 'old.yaml');
  await expect(program.on('car', 'settings', 'set', 'car-1', 'old.yaml')).rejects.toMatchObject({
    code: 'settings-not-newer',
  });
  program.files.set('pin.yaml', `fuelCardPin: '${'ab'.repeat(60)}'\n`);
  await expect(program.on('car', 'settings', 'set', 'car-*', 'pin.yaml')).rejects.toMatchObject({
    code: 'settings-for-one',
  });
});
