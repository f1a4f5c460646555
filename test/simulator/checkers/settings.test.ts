import { expect, test } from 'vitest';
import type { SettingsOfCar } from '../../../gateway/ports.ts';
import { carId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { unfinishedTrials } from '../../../simulator/checkers/settings.ts';

const car = carId('car-0001');
const end = {
  car,
  isOn: true,
  isDelivered: true,
  isDiskSpoilt: false,
  keyInHolder: true,
  fuelCardInHolder: true,
  resolutionMetres: 0,
  unreadMetres: 0,
};
type Told = NonNullable<SettingsOfCar['told']>;
type Outcome = Told['outcome'];

const complaintsOf = (
  content: object,
  outcome: Outcome | null,
  reason: string | null = null,
  { version = 2, isDiskSpoilt = false } = {},
): number =>
  unfinishedTrials({
    cars: [{ ...end, isDiskSpoilt }],
    settings: [
      {
        car,
        set: {
          version: 2,
          issuedAt: epochMilliseconds(0),
          content: JSON.stringify({ version: 2, ...content }),
        },
        told: outcome === null ? null : { version, outcome, reason, kept: null },
      },
    ],
  }).length;

const good = { sync: { gatherSeconds: 60 } };
const cutOff = { broker: { url: 'mqtt://nobody.invalid' } };
const unusable = { profile: 'of no car here' };

test.each<readonly [content: object, outcome: Outcome, reason: string | null]>([
  [good, 'kept', null],
  [good, 'taken-back', 'restarted'],
  [good, 'taken-back', 'gateway-not-reached'],
  [cutOff, 'taken-back', 'gateway-not-reached'],
  [cutOff, 'taken-back', 'restarted'],
  [unusable, 'refused', 'profile-unknown'],
])('%j may end as %s (%s)', (content, outcome, reason) => {
  expect(complaintsOf(content, outcome, reason)).toBe(0);
});

test.each<readonly [content: object, outcome: Outcome | null, reason: string | null]>([
  [good, null, null],
  [good, 'trying', null],
  [good, 'refused', 'profile-unknown'],
  [cutOff, 'kept', null],
  [cutOff, 'trying', null],
  [unusable, 'kept', null],
])('%j must not end as %s (%s)', (content, outcome, reason) => {
  expect(complaintsOf(content, outcome, reason)).toBe(1);
});

test('what was said of older ones counts for nothing; a disk that was spoilt is excused', () => {
  expect(complaintsOf(good, 'kept', null, { version: 1 })).toBe(1);
  expect(complaintsOf(good, 'kept', null, { version: 1, isDiskSpoilt: true })).toBe(0);
});
