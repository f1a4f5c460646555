import { describe, expect, test } from 'vitest';
import type { RecordApplied } from '../../gateway/rental/evolve.ts';
import { requireChecklist } from '../../gateway/verify-receipt-checklist.ts';
import { carId, journalId, reservationId, subject } from '../../protocol/ids.ts';
import type { RentalReceipt } from '../../protocol/link/rental-receipt.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import type { ChecklistItem } from '../../protocol/messages/words.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';
import { lockChanged } from '../support/journeys.ts';

const receipt: RentalReceipt = {
  car: carId('car-1'),
  reservation: reservationId('b1b2b3b4b5b6b7b8'),
  subject: subject('abcdefgh'),
  moment: 'locked',
  openedAt: epochMilliseconds(0),
  at: epochMilliseconds(0),
  clockQuality: 'gnss',
  openedOdometerMetres: metres(0),
  odometerMetres: metres(0),
  trips: [],
  keyInHolder: true,
  fuelCardInHolder: true,
  missing: [],
  journal: journalId('a1a2a3a4a5a6a7a8'),
  fromSeq: 2,
  throughSeq: 4,
  link: new Uint8Array(32),
};

const records = (...facts: readonly Fact[]): RecordApplied[] =>
  facts.map((fact, at) => ({
    kind: 'record',
    journal: receipt.journal,
    seq: 2 + at,
    wallTime: epochMilliseconds(0),
    odometerMetres: metres(0),
    fact,
  }));

const moved = (item: 'key' | 'fuel-card', inHolder: boolean): Fact => ({
  kind: 'custody-changed',
  item,
  inHolder,
});
const cable = (connected: boolean): Fact => ({ kind: 'cable-changed', connected });

const check = (change: Partial<RentalReceipt>, ...facts: readonly Fact[]) => {
  return () => requireChecklist({ ...receipt, ...change }, records(...facts));
};
const naming = (item: ChecklistItem): Partial<RentalReceipt> => ({ missing: [item] });

describe('key and card of a receipt are as the records last have them (clause 14.4)', () => {
  test('the last record of each counts', () => {
    const facts = [moved('key', false), moved('fuel-card', false), moved('key', true)];
    expect(check({ fuelCardInHolder: false }, ...facts)).not.toThrow();
    expect(check({ keyInHolder: false, fuelCardInHolder: false }, ...facts)).toThrow(
      'receipt.keyInHolder: says false, the records give true',
    );
    expect(check({}, ...facts)).toThrow('receipt.fuelCardInHolder: says true, the records give false');
  });

  test('where no record tells, it was recorded before the rental', () => {
    expect(check({ keyInHolder: false, fuelCardInHolder: false }, lockChanged)).not.toThrow();
  });
});

describe('what a receipt names as missing agrees with it and the records (clause 14.4)', () => {
  test('at the end nothing is missing', () => {
    expect(check({ moment: 'ended', ...naming('windows') })).toThrow('receipt.missing: says ["windows"]');
  });

  test.each<[ChecklistItem, Partial<RentalReceipt>, readonly Fact[]]>([
    ['key', {}, []],
    ['fuel-card', {}, []],
    ['fuel', {}, []],
    ['fuel', { fuelPermille: 250 }, []],
    ['key-use', {}, [moved('key', false), moved('key', true)]],
    ['charge-cable', {}, [cable(false), cable(true)]],
  ])('%s is told where it is not', (item, change, facts) => {
    expect(check({ ...change, ...naming(item) }, ...facts)).toThrow(`receipt.missing: names ${item}, and `);
  });

  test.each<[ChecklistItem, Partial<RentalReceipt>, readonly Fact[]]>([
    ['key', { keyInHolder: false }, [moved('key', false)]],
    ['fuel-card', { fuelCardInHolder: false }, []],
    ['fuel', { fuelPermille: 249 }, []],
    ['key-use', {}, [moved('key', true)]],
    ['charge-cable', {}, [cable(true), cable(false)]],
    ['charge-cable', {}, []],
    ['zone', {}, []],
    ['doors', {}, []],
  ])('%s may be missing', (item, change, facts) => {
    expect(check({ ...change, ...naming(item) }, ...facts)).not.toThrow();
  });
});
