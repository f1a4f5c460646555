import { expect, it } from 'vitest';
import { typescriptOnly } from './typescript-only.ts';

it.each([
  'device/trip/trip.js',
  'gateway/worker.mjs',
  'simulator/old.cjs',
  'test/odd.mts',
  'gateway/http/page.tsx',
])('finds that %s escapes the rules', (path) => {
  expect(typescriptOnly([path]).map((violation) => violation.path)).toEqual([path]);
});

it.each(['device/trip/trip.ts', 'simulator/car/cycles/wltc.json', 'protocol/README.md', 'device/js/elm.ts'])(
  'lets %s pass',
  (path) => {
    expect(typescriptOnly([path])).toEqual([]);
  },
);
