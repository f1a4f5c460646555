import { describe, expect, test } from 'vitest';
import { eventText } from '../../../simulator/swarm/event-text.ts';
import { examples } from '../../support/specification-examples.ts';

/** A message of the specification, published as the trace has it. */
function published(topic: string, example: string): Uint8Array {
  const payload = examples.find(({ name }) => name === example)?.bytes;
  if (payload === undefined) throw new Error(`the specification has no example ${example}`);
  return Buffer.concat([Buffer.from(`publish 3 ritmeter/1/cars/car-007/${topic}\n`), payload]);
}

describe('an event in words', () => {
  test.each([
    [
      'records',
      'batch',
      /^records: journal a1a2a3a4a5a6a7a8 from 1: journal-opened reason first; access-decided verdict granted, action unlock/,
    ],
    [
      'receipts',
      'receipt',
      /^receipts: journal a1a2a3a4a5a6a7a8, through 6, link 4f714bdb8a4e1e9c…, rejected /,
    ],
    ['losses', 'loss-notice', /^losses: journal a1a2a3a4a5a6a7a8, fromSeq 4, toSeq 5, reason damaged/],
    ['samples', 'sample-batch', /^samples: 1 from 12$/],
    ['status', 'status', /^status: state online, /],
    ['commands', 'command', /^commands: command e1e2e3e4e5e6e7e8, action lock/],
  ])('a message on %s says what is in it', (topic, example, words) => {
    expect(eventText('mqtt up', published(topic, example))).toMatch(words);
  });

  test('other packets are as the trace has them', () => {
    expect(eventText('mqtt down', Buffer.from('puback 3\n'))).toBe('puback 3');
  });

  test('a message that cannot be read says so, and how long it is', () => {
    const bytes = Buffer.from('publish 3 ritmeter/1/cars/car-007/records\nx');
    expect(eventText('mqtt up', bytes)).toMatch(/^\d+ bytes that cannot be read: /);
  });

  test('a frame of the phone link is taken apart, a piece of one is only counted', () => {
    const frame = Buffer.from('c08206a4010402f503f40418dbdcae0cddd7c0', 'hex');
    expect(eventText('phone in', frame)).toMatch(/^fault .*fault busy/);
    expect(eventText('phone in', frame.subarray(0, 7))).toBe('7 bytes of a frame');
  });

  test('text of other wires is shown as it is', () => {
    expect(eventText('obd out', Buffer.from('01A6\r'))).toBe('01A6');
  });
});
