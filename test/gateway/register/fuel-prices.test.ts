import { expect, test } from 'vitest';
import { rented } from '../../support/rented.ts';

const adjusted = (lines: readonly string[]) => lines.filter((line) => line.startsWith('km.fuel-adjustment'));

test('a rental takes the last price before the first day of the month of its start (T11)', () => {
  const { lines } = rented({
    before({ store }) {
      store.addFuelPrice({ date: '2026-04-30', eurosPerLitre: '1.50' });
      store.addFuelPrice({ date: '2026-05-31', eurosPerLitre: '2.01' });
      store.addFuelPrice({ date: '2026-06-01', eurosPerLitre: '3.00' });
    },
  });
  expect(adjusted(lines())).toEqual(['km.fuel-adjustment 60 x 2 = 120']);
});

test('without a price nothing is adjusted', () => {
  const { lines } = rented();
  expect(adjusted(lines())).toEqual([]);
});

test('a price that is entered late bills anew what it holds for, and nothing else (T11)', () => {
  const { gateway, reservation, lines } = rented();
  gateway.store.addFuelPrice({ date: '2026-05-29', eurosPerLitre: '1.90' });
  expect(adjusted(lines())).toEqual(['km.fuel-adjustment 60 x 1 = 60']);
  gateway.store.addFuelPrice({ date: '2026-06-02', eurosPerLitre: '9.90' });
  expect(gateway.store.versions(reservation)).toHaveLength(2);
});

test('of two entries for a date the later one corrects the earlier', () => {
  const { gateway, lines } = rented();
  gateway.store.addFuelPrice({ date: '2026-05-29', eurosPerLitre: '2.90' });
  gateway.store.addFuelPrice({ date: '2026-05-29', eurosPerLitre: '1.60' });
  expect(adjusted(lines())).toEqual(['km.fuel-adjustment 60 x -1 = -60']);
  expect(gateway.store.fuelPrices()).toHaveLength(2);
});

test('what is no price is refused', () => {
  const { gateway } = rented();
  for (const eurosPerLitre of ['0', '-1', 'x', '1,7'])
    expect(() => gateway.store.addFuelPrice({ date: '2026-05-29', eurosPerLitre })).toThrow(
      expect.objectContaining({ code: 'invalid-fuel-price' }),
    );
});
