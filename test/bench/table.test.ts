import { expect, it } from 'vitest';
import { figure } from './figure.ts';
import { table } from './table.ts';

it('shows the machine and a row for each figure, in columns', () => {
  const machine = { cpu: 'Cortex-A55', cores: 2, memoryBytes: 2 ** 31, node: 'v26.9.0', os: 'Linux 6.12' };
  const figures = [
    figure('quotes', 123456.7, 'quotes/s', { atLeast: 100000 }),
    figure('slowest', 1.23456, 'ms', { atMost: 1 }),
    figure('size', 12, 'bytes', 'reported'),
  ];
  expect(table('pricing', machine, figures).split('\n')).toEqual([
    'pricing on Cortex-A55, 2 cores, 2.0 GiB, Node v26.9.0, Linux 6.12',
    '',
    'figure    value  unit      target',
    'quotes   123457  quotes/s  ≥ 100000  ok',
    'slowest   1.235  ms        ≤ 1       missed',
    'size         12  bytes     reported',
  ]);
});
