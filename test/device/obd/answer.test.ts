import { describe, expect, test } from 'vitest';
import { parseAnswer } from '../../../device/obd/answer.ts';

const answerTo = (command: string, ...lines: string[]) => parseAnswer({ lines, overflowed: false }, command);

describe('what an ELM327 says instead of data', () => {
  test.each([
    ['NO DATA', 'no-data'],
    ['?', 'not-understood'],
    ['STOPPED', 'stopped'],
    ['UNABLE TO CONNECT', 'unable-to-connect'],
    ['CAN ERROR', 'bus-error'],
    ['BUS ERROR', 'bus-error'],
    ['FB ERROR', 'bus-error'],
    ['BUS BUSY', 'bus-busy'],
    ['BUS INIT: ERROR', 'bus-init-error'],
    ['BUS INIT: ...ERROR', 'bus-init-error'],
    ['BUFFER FULL', 'buffer-full'],
    ['<RX ERROR', 'receive-error'],
    ['<DATA ERROR', 'data-error'],
    ['ERR94', 'internal-error'],
    ['LV RESET', 'adapter-reset'],
    ['ACT ALERT', 'adapter-reset'],
  ] as const)('%s', (text, error) => {
    expect(answerTo('010D', text)).toEqual({ kind: 'error', error });
    expect(answerTo('010D', 'SEARCHING...', text)).toEqual({ kind: 'error', error });
    expect(answerTo('010D', `SEARCHING...${text}`)).toMatchObject({ kind: 'error' });
  });

  test.each([
    ['O DATA', 'no-data'],
    ['TOPPED', 'stopped'],
    ['NABLE TO CONNECT', 'unable-to-connect'],
    ['AN ERROR', 'bus-error'],
    ['US INIT: ERROR', 'bus-init-error'],
    ['UFFER FULL', 'buffer-full'],
    ['RX ERROR', 'receive-error'],
    ['DATA ERROR', 'data-error'],
    ['RR94', 'internal-error'],
    ['V RESET', 'adapter-reset'],
    ['CT ALERT', 'adapter-reset'],
  ] as const)('%s, from a clone that drops the first character', (text, error) => {
    expect(answerTo('010D', text)).toEqual({ kind: 'error', error });
  });

  test('a banner that was not asked for shows a reset', () => {
    expect(answerTo('010D', 'ELM327 v1.5')).toEqual({ kind: 'error', error: 'adapter-reset' });
    expect(answerTo('ATI', 'ELM327 v1.5')).toEqual({ kind: 'text', lines: ['ELM327 v1.5'] });
  });
});

describe('data in a reply', () => {
  test('come after SEARCHING..., on a line of their own or not, and after the echo', () => {
    for (const lines of [
      ['SEARCHING...', '7E8 03 41 0D 1E'],
      ['SEARCHING...7E803410D1E'],
      ['010D', 'SEARCHING...', '7E803410D1E'],
      ['01 0D', '7E8 03 41 0D 1E '],
    ]) {
      const answer = answerTo('010D', ...lines);
      expect(answer).toMatchObject({ kind: 'payloads', payloads: [{ ecu: '7E8' }] });
    }
  });

  test('stand beside the error of another control unit', () => {
    expect(answerTo('010D', '7E803410D1E', '7E903410D<RX ERROR')).toMatchObject({
      payloads: [{ ecu: '7E8' }],
    });
  });

  test('marked as damaged are not taken', () => {
    expect(answerTo('010D', '7E803410D1E<DATA ERROR')).toEqual({ kind: 'error', error: 'data-error' });
  });

  test('before a reset are not taken, for the adapter has lost its settings', () => {
    expect(answerTo('010D', '7E803410D1E', 'LV RESET')).toEqual({ kind: 'error', error: 'adapter-reset' });
  });

  test('of a reply that is too long are not taken', () => {
    expect(parseAnswer({ lines: ['7E803410D1E'], overflowed: true }, '010D')).toEqual({
      kind: 'error',
      error: 'buffer-full',
    });
  });
});
