import { expect, test } from 'vitest';
import { everybody } from '../../../simulator/kernel/trace.ts';
import { LastEvents } from '../../../simulator/swarm/last-events.ts';

const noon = Date.UTC(2026, 5, 1, 12);

test('the last thirty events of one car are kept, without what its lines say every second', () => {
  const events = new LastEvents('car-0002');
  for (let id = 1; id <= 40; id++) {
    events.record(noon + id, 'car-0002', 'mqtt down', Buffer.from(`puback ${id}\n`));
    events.record(noon + id, 'car-0002', 'obd in', Buffer.from('41A600\r'));
    events.record(noon + id, 'car-0001', 'mqtt down', Buffer.from('puback 99\n'));
  }
  const lines = events.lines();
  expect(lines).toHaveLength(30);
  expect(lines[0]).toBe('2026-06-01T12:00:00.011Z  mqtt down  puback 11');
  expect(lines.at(-1)).toBe('2026-06-01T12:00:00.040Z  mqtt down  puback 40');
});

test('bytes are kept as they were, whatever becomes of the buffer', () => {
  const events = new LastEvents('car-0001');
  const lent = Buffer.from('puback 1\n');
  events.record(noon, 'car-0001', 'mqtt down', lent);
  lent.fill(0);
  expect(events.lines()).toEqual(['2026-06-01T12:00:00.000Z  mqtt down  puback 1']);
});

test('relays that moved and faults are told in words, those of all as well', () => {
  const events = new LastEvents('car-0001');
  events.record(noon, 'car-0001', 'relay', Buffer.from('unlock'));
  events.record(noon, everybody, 'fault', Buffer.from('gateway-crash is over'));
  events.record(noon, 'car-0002', 'fault', Buffer.from('power-cut'));
  expect(events.lines()).toEqual([
    '2026-06-01T12:00:00.000Z  relay      unlock',
    '2026-06-01T12:00:00.000Z  fault      gateway-crash is over',
  ]);
});
