import { loadsOf, usesOf } from '../banned.ts';
import { isCore } from '../places.ts';
import { ruleForEach } from '../violation.ts';

const nodeModules = [
  'fs',
  'net',
  'dgram',
  'tls',
  'dns',
  'http',
  'https',
  'http2',
  'child_process',
  'worker_threads',
  'process',
];

/** Libraries that own timers and sockets (D1). */
const libraries = ['mqtt', 'aedes', 'serialport', 'modbus-serial', 'ws'];

const advice = 'take a port';

/** Outside adapters and `main.ts` disk, network, processes and environment are reached through ports (D1). */
export const outsideWorld = ruleForEach('outside-world', (source) => {
  if (!isCore(source.path)) return [];
  return [
    ...loadsOf([...nodeModules, ...libraries], source, advice),
    ...usesOf(['process.env'], source, 'take the configuration'),
  ];
});
