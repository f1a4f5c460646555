import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { bannerComments } from './banner-comments.ts';

describe('no comment is a banner', () => {
  testPlanted(bannerComments, {
    found: [
      ['device/trip/trip.ts', '// ------------------'],
      ['device/trip/trip.ts', '// ==== Trips ===='],
      ['device/trip/trip.ts', '/* ************ */'],
      ['device/trip/trip.ts', '/**************\n * Trips\n */'],
      ['device/trip/trip.ts', '/*\n * Trips\n * =====\n */'],
      ['device/trip/trip.ts', '////////// Trips'],
    ],
    passed: [
      ['device/trip/trip.ts', "/** A trip. */\nconst dashes = '// ----'; const rule = /----/;"],
      ['device/trip/trip.ts', '/**\n * | car | km |\n * |-----|----|\n * | 1   | 2  |\n */'],
      ['device/trip/trip.ts', '// a -- b, or --flag, or === and ----> within a line'],
      ['device/trip/trip.ts', '/**\n * - one\n * - two\n */'],
    ],
  });
});
