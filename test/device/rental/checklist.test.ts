import { expect, test } from 'vitest';
import {
  missingAtEnd,
  notesAtEnd,
  standings,
  unknownSurroundings,
} from '../../../device/rental/checklist.ts';
import { type Policy, usualPolicy } from '../../../protocol/settings/policy.ts';

const inputs = {
  ignitionOn: false,
  doorsClosed: true,
  doorsLocked: false,
  keyInHolder: true,
  fuelCardInHolder: true,
};
const done = {
  windowsClosed: true,
  lightsOff: true,
  cableConnected: true,
  zones: { green: 'inside' },
  fuelPermille: 250,
  keyTaken: true,
} as const;

test.each([
  ['windows', { windowsClosed: false }, { windowsClosed: undefined }],
  ['lights', { lightsOff: false }, { lightsOff: undefined }],
  ['charge-cable', { cableConnected: false }, { cableConnected: undefined }],
  ['zone', { zones: { green: 'outside' } }, { zones: { green: 'uncertain' } }],
  ['fuel', { fuelPermille: 249 }, { fuelPermille: null }],
] as const)(
  '%s is done, not done or unknown; only what is not done blocks, where it may',
  (item, not, unknown) => {
    const policy: Policy = { ...usualPolicy, [item]: 'block' };
    expect(standings(inputs, done)[item]).toBe('done');
    expect(standings(inputs, { ...done, ...not })[item]).toBe('not-done');
    expect(standings(inputs, { ...done, ...unknown })[item]).toBe('unknown');
    expect(missingAtEnd(inputs, { ...done, ...not }, policy)).toEqual([item]);
    expect(missingAtEnd(inputs, { ...done, ...unknown }, policy)).toEqual([]);
  },
);

test('a point that is noted blocks nothing, and stands in the notes as not done or unknown', () => {
  const policy: Policy = { ...usualPolicy, lights: 'note', windows: 'note', zone: 'ignore' };
  const around = {
    ...done,
    lightsOff: false,
    windowsClosed: undefined,
    zones: { green: 'outside' },
  } as const;
  expect(missingAtEnd(inputs, around, policy)).toEqual([]);
  expect(notesAtEnd(inputs, around, policy)).toEqual(
    expect.arrayContaining([
      { item: 'lights', standing: 'not-done' },
      { item: 'windows', standing: 'unknown' },
    ]),
  );
  expect(notesAtEnd(inputs, around, policy)).toHaveLength(2);
});

test('outside the green zone the orange one will do, for its fee', () => {
  expect(standings(inputs, { ...done, zones: { green: 'outside', orange: 'inside' } }).zone).toBe('done');
  expect(standings(inputs, { ...done, zones: { green: 'outside', orange: 'uncertain' } }).zone).toBe(
    'unknown',
  );
  expect(standings(inputs, { ...done, zones: { green: 'outside', orange: 'outside' } }).zone).toBe(
    'not-done',
  );
});

test('where no zone is drawn, and of a car without a plug, there is nothing to be done', () => {
  expect(standings(inputs, unknownSurroundings)).toMatchObject({ zone: 'done', 'charge-cable': 'done' });
});
