import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { fileLength } from './file-length.ts';

const lines = (count: number) => 'f();\n'.repeat(count);

describe('no file exceeds 400 lines', () => {
  testPlanted(fileLength(['test/protocol/vectors.ts']), {
    found: [['device/trip/trip.ts', lines(401)]],
    passed: [
      ['device/trip/trip.ts', lines(400)],
      ['test/protocol/vectors.ts', lines(401)],
    ],
  });
});
