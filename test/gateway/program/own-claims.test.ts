import { expect, test } from 'vitest';
import { wantedClaims } from '../../../gateway/program/own-claims.ts';
import { carId, issuerId, subject } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';

const whole = {
  issuer: issuerId('app'),
  subject: subject('ab12cd34'),
  car: carId('car-1'),
  from: epochMilliseconds(1_000_000),
  until: epochMilliseconds(2_000_000),
};

test('without a key of one’s own there are none: the gateway knows', () => {
  expect(wantedClaims({}, false)).toBeNull();
  expect(() => wantedClaims({ latestReturn: whole.until, uses: 1 }, false)).toThrow(
    /^--latest-return, --uses: only/,
  );
});

test('with one, every option that is missing is named at once', () => {
  const { issuer, until } = whole;
  expect(() => wantedClaims({ issuer, until }, true)).toThrow('--key needs --subject, --car, --from too');
});

test('the end lies after the beginning', () => {
  expect(() => wantedClaims({ ...whole, until: whole.from }, true)).toThrow(/--until/);
});

test('what is left out is as the gateway has it', () => {
  expect(wantedClaims(whole, true)).toMatchObject({
    scope: ['unlock', 'lock', 'end', 'fuel-card', 'status'],
    rights: { latestReturnAt: 2_000 },
  });
  expect(wantedClaims(whole, true)?.rights).not.toHaveProperty('uses');
});
