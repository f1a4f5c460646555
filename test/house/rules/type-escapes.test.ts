import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { typeEscapes } from './type-escapes.ts';

describe('nothing silences the compiler outside tests', () => {
  testPlanted(typeEscapes, {
    found: [
      ['device/trip/trip.ts', 'let trip: any;'],
      ['device/trip/trip.ts', 'const trips: Array<any> = [];'],
      ['device/trip/trip.ts', 'const trip = odd as unknown as Trip;'],
      ['device/trip/trip.ts', 'const first = trips[0]!;'],
      ['device/trip/trip.ts', 'let trip!: Trip;'],
      ['device/trip/trip.ts', '// @ts-ignore\ntrip();'],
      ['device/trip/trip.ts', '/* @ts-expect-error */ trip();'],
      ['simulator/main.ts', '// @ts-nocheck'],
    ],
    passed: [
      ['device/trip/trip.ts', "const open = !trip; const differs = a !== b; const anyTrip = 'any';"],
      [
        'device/trip/trip.ts',
        "const kinds = ['a'] as const; const odd = trip as unknown; const one = odd as Trip;",
      ],
      ['device/trip/trip.ts', "const text = '@ts-ignore as unknown as any';"],
      ['device/trip/trip.ts', '// any trip will do as unknown as it is!'],
      ['test/device/trip/trip.test.ts', 'const trip = odd as unknown as any;'],
    ],
  });
});
