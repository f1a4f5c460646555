import { describe, expect, test } from 'vitest';
import { languages } from '../../../gateway/page/languages.ts';
import { statementPage } from '../../../gateway/statement-pages.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { note, rented } from '../../support/rented.ts';
import { hours, minutes, monday, TestStore } from '../../support/store.ts';

const lateRental = () => {
  const rental = rented({
    plus: true,
    opening: { zones: { green: 'outside' } },
    closing: { cause: 'abandoned', returnedAt: epochMilliseconds(monday + hours(5) + minutes(5)) },
    before: ({ store }) => store.addFuelPrice({ date: '2026-05-29', eurosPerLitre: '2.10' }),
  });
  return rental.gateway.store.versions(rental.reservation).at(-1) ?? expect.fail('no statement');
};

/** Narrow and other spaces as plain ones. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe.each(languages)('a statement in %s', (language) => {
  const page = plain(statementPage(lateRental(), language));

  test('is one page that loads nothing and runs nothing', () => {
    expect(page).toMatch(new RegExp(`^<!doctype html>\n<html lang="${language}">`));
    expect(page).not.toMatch(/<script|<img|<link|@import|url\(|https?:/);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  test('has no line, rule or remark that is not in words', () => {
    expect(page).not.toMatch(/>(time|km|fee|late|credit)\.[a-z]/);
    expect(page).not.toMatch(/\bT\d+\b|undefined|\{metres\}|abandoned/);
  });

  test('shows what each line rests on, and what is decided', () => {
    expect(page.match(/class="tag"/g)?.length).toBe(4);
    expect(page).toMatch(/5[.,]0 km – 65[.,]5 km/);
    expect(page).toMatch(/2[.,]1 €\/l/);
  });

  test('draws the time driven, parked and late, and each trip', () => {
    for (const colour of ['#0f6b63', '#8fcac1', '#b3412e']) expect(page).toContain(`fill="${colour}"`);
    expect(page).toMatch(/35[.,]0 km<\/text>/);
    expect(page).toMatch(/25[.,]5 km<\/text>/);
  });
});

test.each([
  ['nl', '€ 83,08', 'ma 1 jun 2026 10:00'],
  ['fr', '83,08 €', 'lun. 1 juin 2026 10:00'],
  ['en', '€83.08', 'Mon 1 Jun 2026 10:00'],
] as const)('amounts and dates in %s are as people there write them', (language, amount, date) => {
  const page = plain(statementPage(lateRental(), language));
  expect(page).toContain(`<b>${amount}</b>`);
  expect(page).toContain(date);
});

test('a reservation that nobody used says so', () => {
  const gateway = new TestStore();
  gateway.addPeople();
  const reservation = gateway.reserve(gateway.addCar(), 2, 4);
  gateway.store.cancelReservation(reservation);
  const [version] = gateway.store.versions(reservation);
  expect(statementPage(version ?? expect.fail('none'), 'en')).toMatch(
    /The car was not used.*Cancelled too late/s,
  );
});

test('a corrected distance stands beside that of the odometer', () => {
  const { gateway, reservation } = rented();
  gateway.store.correctDistance(reservation, metres(10_900), note);
  const version = gateway.store.versions(reservation).at(-1);
  expect(plain(statementPage(version ?? expect.fail('none'), 'en'))).toContain(
    'billed instead of 60.5 km by the odometer',
  );
});
