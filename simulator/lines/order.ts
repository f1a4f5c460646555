import { Fault } from '../../protocol/errors.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { cyclesByName } from '../car/cycles/all.ts';
import type { Cycle } from '../car/cycles/cycle.ts';
import { fasterCycle } from '../car/cycles/faster.ts';
import type { CarEvent } from '../car/truth.ts';

/** What a driver on the bench is told to do. */
export type Order =
  | { readonly kind: 'do'; readonly event: CarEvent }
  | { readonly kind: 'wait'; readonly length: Milliseconds }
  | { readonly kind: 'wait-for-drive' }
  /** The cycle is in a file, to be driven so many times as fast. */
  | { readonly kind: 'drive-file'; readonly file: string; readonly times: number };

const fixedOrders: Readonly<Record<string, CarEvent>> = {
  'ignition on': { kind: 'ignition-turned', on: true },
  'ignition off': { kind: 'ignition-turned', on: false },
  'doors open': { kind: 'doors-opened' },
  'doors close': { kind: 'doors-closed' },
  'key out': { kind: 'key-moved', inHolder: false },
  'key in': { kind: 'key-moved', inHolder: true },
  'card out': { kind: 'fuel-card-moved', inHolder: false },
  'card in': { kind: 'fuel-card-moved', inHolder: true },
  'cable in': { kind: 'cable-moved', connected: true },
  'cable out': { kind: 'cable-moved', connected: false },
  stop: { kind: 'drive-stopped' },
};

/** How orders are written, for `--help`. */
export const orderForms = [
  `drive ${Object.keys(cyclesByName).join('|')}|FILE.csv [xFACTOR]`,
  ...Object.keys(fixedOrders),
  'refuel LITRES',
  'wait SECONDS',
  'wait drive',
];

/** More than any tank holds, any driver drives, anyone waits. */
const most = { litres: 200, factor: 10, seconds: 7 * 86_400 } as const;

/** One line of orders; null for a blank line or a comment (`#`). @throws {Fault} `order-invalid`. */
export function parseOrder(line: string): Order | null {
  const words = line.replace(/#.*/, '').trim().split(/\s+/);
  const text = words.join(' ');
  if (text === '') return null;
  const event = Object.hasOwn(fixedOrders, text) ? fixedOrders[text] : undefined;
  if (event !== undefined) return { kind: 'do', event };
  const order = orderWithValue(words);
  if (order !== null) return order;
  throw new Fault(
    { code: 'order-invalid', blame: 'operator' },
    `${JSON.stringify(text)} is no order; there are: ${orderForms.join(', ')}`,
  );
}

function orderWithValue([name = '', value = '', factor = 'x1', ...rest]: readonly string[]): Order | null {
  if (rest.length > 0 || (name !== 'drive' && factor !== 'x1')) return null;
  switch (name) {
    case 'drive':
      return drive(value, factor);
    case 'refuel':
      return amount(value, most.litres, (litres) => ({
        kind: 'do',
        event: { kind: 'refuelled', millilitres: Math.round(litres * 1000) },
      }));
    case 'wait':
      if (value === 'drive') return { kind: 'wait-for-drive' };
      return amount(value, most.seconds, (seconds) => ({
        kind: 'wait',
        length: milliseconds(Math.round(seconds * 1000)),
      }));
    default:
      return null;
  }
}

function drive(name: string, factor: string): Order | null {
  if (!factor.startsWith('x')) return null;
  return amount(factor.slice(1), most.factor, (times) => {
    const cycle = Object.hasOwn(cyclesByName, name) ? cyclesByName[name] : undefined;
    if (cycle !== undefined) return { kind: 'do', event: driving(cycle, times) };
    return name.endsWith('.csv') ? { kind: 'drive-file', file: name, times } : null;
  });
}

/** One lap of a cycle, so many times as fast. */
export const driving = (cycle: Cycle, times: number): CarEvent => ({
  kind: 'drive-started',
  cycle: fasterCycle(cycle, times),
  laps: 1,
});

function amount(text: string, atMost: number, order: (value: number) => Order | null): Order | null {
  const value = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  return value > 0 && value <= atMost ? order(value) : null;
}
