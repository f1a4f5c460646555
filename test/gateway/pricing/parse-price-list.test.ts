import { describe, expect, it } from 'vitest';
import { parsePriceList } from '../../../gateway/pricing/parse-price-list.ts';
import type { Formula, PriceList } from '../../../gateway/pricing/price-list.ts';
import { builtInFiles } from './built-in-lists.ts';

/** The first built-in list, changed. */
function changed(change: (list: PriceList) => unknown): unknown {
  const [list] = structuredClone(builtInFiles);
  if (list === undefined) throw new Error('no built-in list');
  return change(list) ?? list;
}

function withStart(list: PriceList, change: (start: Formula) => unknown): unknown {
  const { START } = list.formulas;
  return { ...list, formulas: { ...list.formulas, START: START && change(START) } };
}

describe('a price list file (T2)', () => {
  it('holds a built-in list as it stands', () => {
    expect(builtInFiles.map((list) => parsePriceList(structuredClone(list), 'f').id)).toEqual([
      'business-2025-03',
      'business-2026-03',
    ]);
  });

  it.each<[string, (list: PriceList) => unknown]>([
    ['validFrom', (list) => ({ ...list, validFrom: '2025-02-29' })],
    ['timeZone: unknown', (list) => ({ ...list, timeZone: 'Europe/Atlantis' })],
    ['grid.stepMinutes', (list) => ({ ...list, grid: { ...list.grid, stepMinutes: 25 } })],
    [
      'night: class L is missing',
      (list) => ({ ...list, night: { ...list.night, cells: { XS: 1, S: 1, M: 1, XL: 1 } } }),
    ],
    [
      'night.windows.0',
      (list) => ({ ...list, night: { ...list.night, windows: [{ from: '22:00', to: '06:00' }] } }),
    ],
    [
      'night.windows.0',
      (list) => ({ ...list, night: { ...list.night, windows: [{ from: '00:00', to: '06:05' }] } }),
    ],
    ['caps.1: no multiple', (list) => ({ ...list, caps: list.caps.map((cap) => ({ ...cap, hours: 24 })) })],
    ['tiers.0', (list) => ({ ...list, tiers: [{ code: 'first-100' }, { code: 'beyond-100' }] })],
    ['tiers.1', (list) => ({ ...list, tiers: list.tiers.map((tier) => ({ ...tier, upToKm: 5 })) })],
    [
      'unknown class Z',
      (list) => ({ ...list, night: { ...list.night, cells: { ...list.night.cells, Z: 1 } } }),
    ],
    [
      'fees.fuel-card: no fee x',
      (list) => ({ ...list, fees: { 'fuel-card': { cents: 1, insideOf: 'x', source: 's' } } }),
    ],
    [
      'the last row alone',
      (list) => withStart(list, ({ hours, ...start }) => ({ ...start, hours: [...hours, ...hours] })),
    ],
    [
      'cap week is missing',
      (list) => withStart(list, ({ caps: { day }, ...start }) => ({ ...start, caps: { day } })),
    ],
    [
      'leaves a gap',
      (list) => {
        list.fuelAdjustment.bands.splice(1, 1);
      },
    ],
    ['colour', (list) => ({ ...list, colour: 'red' })],
  ])('names file and place: %s', (place, change) => {
    expect(() => parsePriceList(changed(change), 'lists/x.yaml')).toThrow(
      expect.objectContaining({
        code: 'invalid-price-list',
        message: expect.stringMatching(/^lists\/x\.yaml: /),
      }),
    );
    expect(() => parsePriceList(changed(change), 'f')).toThrow(place);
  });
});
