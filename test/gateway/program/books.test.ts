import { expect, test } from 'vitest';
import { onRented } from '../../support/rented-program.ts';
import { hours } from '../../support/store.ts';

const note = ['--by', 'Bo', '--reason', 'asked by letter'];

test('a statement is written as a page in the language that is asked for', async () => {
  const { program, rental } = await onRented();
  expect((await program.on('rental', rental.reservation, '--html', 's.html')).out).toBe('s.html');
  expect(program.files.get('s.html')).toMatch(/<html lang="nl">.*Afrekening/s);
  await program.on('rental', rental.reservation, '--html', 's.html', '--lang', 'fr');
  expect(program.files.get('s.html')).toMatch(/<html lang="fr">.*Décompte/s);
  await expect(program.on('rental', '00000000000000ff', '--html', 'x')).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('versions show their three times and each difference', async () => {
  const { program, rental } = await onRented();
  await program.on('distance', 'correct', rental.reservation, '--metres', '1000', ...note);
  const { out } = await program.on('rental', rental.reservation, '--versions');
  expect(out).toMatch(
    /^version 1: 28\.70 EUR, replaced, by records\n {2}occurred 2026-06-01 12:00:00, received .*, billed /,
  );
  expect(out).toMatch(/version 2: 5\.10 EUR, draft, by entry 5\n.*\n {2}km\.first-100 +24\.00 +-> +0\.40/);
});

test('a month is shown, issued, listed and paid', async () => {
  const { program } = await onRented();
  expect((await program.on('invoice', 'show', 'acme', '2026-06')).out).toMatch(
    /not issued yet.*total 67\.70 EUR/s,
  );
  expect((await program.on('invoice', 'show', 'acme', '2026-06', '--csv')).out).toMatch(
    /\r\ntotal,,,,,,,,67\.70$/,
  );
  await expect(program.on('invoice', 'issue', 'acme', '2026-06')).rejects.toMatchObject({
    code: 'month-not-over',
  });
  await program.clock.advance(hours(24 * 31));
  await program.on('invoice', 'issue', 'acme', '2026-06', '--html', 'i.html', '--lang', 'en');
  expect(program.files.get('i.html')).toMatch(/Invoice 2026-06-0001/);
  expect((await program.on('limit', 'acme')).out).toMatch(/open +67\.70.*limit of use +none/s);
  await program.on('invoice', 'paid', '2026-06-0001');
  expect((await program.on('invoice', 'list', 'acme')).out).toMatch(/^2026-06-0001 +2026-06 .* 67\.70 +paid/);
});

test('a contribution is entered, and limits what may be reserved', async () => {
  const { program } = await onRented();
  const { out } = await program.on('customer', 'change', 'acme', '--contribution', '30');
  expect(out).toMatch(/has START from .*; contribution 30\.00 EUR/);
  await expect(
    program.on(
      ...['reservation', 'add', '--car', 'car-1', '--customer', 'acme', '--driver', 'ann'],
      ...['--from', '2026-06-09T10:00Z', '--until', '2026-06-09T12:00Z'],
    ),
  ).rejects.toThrow(/beyond the customer's limit of use of 30\.00 EUR/);
});

test('ways without a rental are reported and assigned', async () => {
  const { program } = await onRented();
  expect((await program.on('unassigned', 'list')).out).toBe(
    'every kilometre has its rental, and no record is missing',
  );
  await expect(
    program.on('unassigned', 'assign', 'car-1/a1a2a3a4a5a6a7a8/9/0', '--as', 'service', ...note),
  ).rejects.toMatchObject({ code: 'not-found' });
  await expect(program.on('unassigned', 'assign', 'x', '--as', 'service', ...note)).rejects.toThrow(
    /CAR\/JOURNAL/,
  );
});

test('a person is exported and erased, and old data let go', async () => {
  const { program, rental } = await onRented();
  await program.clock.advance(hours(24 * 500));
  expect(JSON.parse((await program.on('person', 'export', 'driver:ann')).out)).toMatchObject({ name: 'ann' });
  expect((await program.on('person', 'erase', 'driver:ann', ...note)).out).toMatch(
    /^driver ann is erased; its bills stand under [0-9a-f]{16}$/,
  );
  expect((await program.on('rental', rental.reservation)).out).not.toMatch(/\bann\b/);
  await expect(program.on('person', 'export', 'driver:ann')).rejects.toMatchObject({ code: 'not-found' });
  await expect(program.on('person', 'export', 'ann')).rejects.toThrow(/customer:NAME/);
  expect((await program.on('retention', '--dry-run')).out).toMatch(
    /bodies of records +over 3650 days +0 +would go/,
  );
});

test('the log is listed and checked, and billing anew changes nothing', async () => {
  const { program } = await onRented();
  expect((await program.on('entries', 'list')).out).toMatch(
    /4 .* reservation-made +reservation [0-9a-f]{16}, car car-1/,
  );
  expect(await program.on('entries', 'check')).toEqual({ out: '4 entries, chained and signed', status: 0 });
  expect((await program.on('rebill')).out).toBe('1 statements, 0 changed');
  program.files.set('gw/billing.key', 'ab'.repeat(32));
  expect(await program.on('entries', 'check')).toMatchObject({ status: 1 });
});
