import { expect, test } from 'vitest';
import { reservationId } from '../../../protocol/ids.ts';
import type { LinkMessageOf } from '../../../protocol/link/messages.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { answerJson, answerText } from '../../../simulator/phone/answer-text.ts';

const refused: LinkMessageOf<'answer'> = {
  type: 'answer',
  verdict: 'checklist-incomplete',
  nonce: new Uint8Array(16),
  doorsLocked: false,
  missing: ['key', 'fuel-card'],
  rental: reservationId('00000000000000aa'),
  odometerMetres: metres(21_234_567),
  openedAt: epochMilliseconds(Date.UTC(2026, 10, 2, 7)),
};

test('an answer as its reader sees it', () => {
  expect(answerText(refused)).toBe(
    [
      'refused: something is left to do before the rental can end',
      '  to do: put the key in its holder',
      '  to do: put the fuel card in its holder',
      'doors: unlocked',
      'rental: 00000000000000aa',
      'opened: 2026-11-02T07:00:00.000Z',
      'odometer: 21234.6 km',
    ].join('\n'),
  );
});

test('what the car does not know is left out', () => {
  const { type, nonce } = refused;
  expect(answerText({ type, nonce, verdict: 'granted' })).toBe('granted');
});

test('the same for programs, in the words of the specification', () => {
  expect(JSON.parse(answerJson(refused))).toEqual({
    granted: false,
    verdict: 'checklist-incomplete',
    doorsLocked: false,
    missing: ['key', 'fuel-card'],
    rental: '00000000000000aa',
    odometerMetres: 21_234_567,
    openedAt: '2026-11-02T07:00:00.000Z',
  });
});
