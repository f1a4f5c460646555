import { expect, test } from 'vitest';
import { MemoryProgram } from '../../support/memory-program.ts';
import { onRented } from '../../support/rented-program.ts';

test('evidence is checked with the keys that are shown, without a gateway', async () => {
  const { program, rental } = await onRented();
  await program.on('evidence', rental.reservation);
  const keys = JSON.parse((await program.on('keys', '--json')).out);
  const elsewhere = new MemoryProgram();
  elsewhere.byteFiles.set('r.cose', program.bytesOut);
  elsewhere.files.set('operator.hex', `${keys.operator}\n`);
  const options = ['--car-key', keys.cars[0].key, '--operator-key', 'operator.hex'];
  const good = await elsewhere.run('verify', 'r.cose', ...options);
  expect(good.status).toBe(0);
  expect(good.out).toMatch(
    /^r\.cose holds: rental .* of car car-1, version 1: 28\.70 EUR on business-2026-03/,
  );
  expect(good.out).toMatch(/km\.first-100 24\.00: as the rules give it/);

  const broken = new Uint8Array(program.bytesOut);
  broken[100] = (broken[100] ?? 0) ^ 1;
  elsewhere.byteFiles.set('broken', broken);
  const bad = await elsewhere.run('verify', 'broken', ...options, '--json');
  expect(bad.status).toBe(1);
  expect(JSON.parse(bad.out)).toEqual({ holds: false, fault: expect.stringMatching(/^file: /) });
});

test('several keys of a car may be given, and a receipt that is none is told with status 1', async () => {
  const { program, rental } = await onRented();
  await program.on('evidence', rental.reservation);
  const keys = JSON.parse((await program.on('keys', '--json')).out);
  program.byteFiles.set('r.cose', program.bytesOut);
  program.byteFiles.set('r.receipt', new TextEncoder().encode('hello'));
  const both = ['--car-key', keys.cars[0].key, '--car-key', keys.operator, '--operator-key', keys.operator];
  expect(await program.run('verify', 'r.cose', ...both)).toMatchObject({ status: 0 });
  expect(await program.run('verify', 'r.cose', ...both, '--receipt', 'r.receipt')).toEqual({
    status: 1,
    out: 'r.cose does not hold: receipt: no receipt that a phone has kept',
  });
});

test('a key that is none, and a rental that is not there, are told', async () => {
  const { program } = await onRented();
  program.byteFiles.set('r', new Uint8Array());
  await expect(program.run('verify', 'r', '--car-key', 'x', '--operator-key', 'y')).rejects.toMatchObject({
    code: 'key-invalid',
  });
  await expect(program.on('evidence', '00000000000000ff')).rejects.toMatchObject({ code: 'not-found' });
});

test('fees, receipts and fuel prices are entered, listed and decided on with who and why', async () => {
  const { program, rental } = await onRented();
  const { reservation } = rental;
  const note = ['--by', 'Bo', '--reason', 'a photo'];
  await program.on('fuelprice', 'add', '2026-05-29', '1.90');
  expect((await program.on('fuelprice', 'list')).out).toBe('2026-05-29  1.90');
  const { out: charge } = await program.on(
    ...['charge', 'add', 'cleaning-hour', '--rental', reservation, '--quantity', '1.5'],
    ...note,
  );
  await program.on('receipt', 'add', reservation, '--amount', '25.4', ...note);
  expect((await program.on('charge', 'list', '--open')).out).toMatch(
    /fuel-receipt +25\.40 EUR +open +Bo: a photo/,
  );
  expect((await program.on('charge', 'reject', charge, ...note)).out).toMatch(/is rejected$/);
  await program.on('distance', 'correct', reservation, '--metres', '1000', ...note);
  expect(rental.lines()).toEqual([
    'time.hour 2 x 235 = 470',
    'km.first-100 1 x 40 = 40',
    'km.fuel-adjustment 1 x 1 = 1',
  ]);
  await expect(program.on('distance', 'correct', reservation, '--metres=-5', ...note)).rejects.toThrow(
    /'-5' is invalid\. It is no whole number of metres/,
  );
  await expect(program.on('charge', 'add', 'cleaning-hour', '--rental', reservation)).rejects.toThrow(/--by/);
});
