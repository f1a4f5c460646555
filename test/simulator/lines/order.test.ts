import { describe, expect, test } from 'vitest';
import { orderForms, parseOrder } from '../../../simulator/lines/order.ts';

describe('an order', () => {
  test.each([
    ['ignition on', { kind: 'do', event: { kind: 'ignition-turned', on: true } }],
    ['ignition off', { kind: 'do', event: { kind: 'ignition-turned', on: false } }],
    ['doors open', { kind: 'do', event: { kind: 'doors-opened' } }],
    ['doors close', { kind: 'do', event: { kind: 'doors-closed' } }],
    ['key out', { kind: 'do', event: { kind: 'key-moved', inHolder: false } }],
    ['card in', { kind: 'do', event: { kind: 'fuel-card-moved', inHolder: true } }],
    ['cable in', { kind: 'do', event: { kind: 'cable-moved', connected: true } }],
    ['refuel 12.5', { kind: 'do', event: { kind: 'refuelled', millilitres: 12_500 } }],
    ['stop', { kind: 'do', event: { kind: 'drive-stopped' } }],
    ['wait 0.5', { kind: 'wait', length: 500 }],
    ['wait drive', { kind: 'wait-for-drive' }],
    ['  key   out  # for the ride', { kind: 'do', event: { kind: 'key-moved', inHolder: false } }],
    ['drive some/way.csv x0.5', { kind: 'drive-file', file: 'some/way.csv', times: 0.5 }],
  ])('%j is read', (line, order) => {
    expect(parseOrder(line)).toEqual(order);
  });

  test.each(['', '   ', '# a comment'])('%j says nothing', (line) => {
    expect(parseOrder(line)).toBeNull();
  });

  test.each(['wltc', 'hwfet', 'udds', 'us06'])(
    'drive %s names a cycle, at its own speed or faster',
    (name) => {
      const plain = parseOrder(`drive ${name}`);
      const doubled = parseOrder(`drive ${name} x2`);
      if (plain?.kind !== 'do' || plain.event.kind !== 'drive-started') throw new Error('no drive');
      if (doubled?.kind !== 'do' || doubled.event.kind !== 'drive-started') throw new Error('no drive');
      const [slow, fast] = [plain.event.cycle, doubled.event.cycle];
      expect(fast.durationMs).toBe(slow.durationMs / 2);
      expect(fast.lengthMillimetres).toBe(slow.lengthMillimetres);
    },
  );

  test.each([
    'fly',
    'ignition',
    'ignition on off',
    'Ignition On',
    'drive',
    'drive nowhere',
    'drive wltc 2',
    'drive wltc x0',
    'drive wltc x11',
    'drive wltc x-1',
    'drive constructor',
    'refuel 0',
    'refuel 201',
    'refuel 5 x2',
    'refuel 1e3',
    'wait -1',
    'wait Infinity',
    'constructor',
  ])('%j is none, and the operator is told which there are', (line) => {
    expect(() => parseOrder(line)).toThrow(
      expect.objectContaining({
        code: 'order-invalid',
        blame: 'operator',
        message: expect.stringContaining(orderForms.join(', ')),
      }),
    );
  });
});
