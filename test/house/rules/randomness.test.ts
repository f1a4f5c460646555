import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { randomness } from './randomness.ts';

describe('randomness comes from the Random port (D1)', () => {
  testPlanted(randomness, {
    found: [
      ['device/access/nonce.ts', 'const nonce = Math.random();'],
      ['device/access/nonce.ts', "import { randomBytes } from 'node:crypto';"],
      ['device/access/nonce.ts', "import { randomBytes as fresh } from 'node:crypto';"],
      ['device/access/nonce.ts', "import * as crypto from 'node:crypto';\nconst id = crypto.randomUUID();"],
      ['gateway/token/id.ts', 'const { randomUUID } = crypto;'],
      ['gateway/token/id.ts', 'globalThis.crypto.getRandomValues(bytes);'],
      ['gateway/token/id.ts', "import { generateKeyPairSync } from 'node:crypto';"],
      ['simulator/world.ts', 'const draw = () => Math.random();'],
    ],
    passed: [
      ['device/access/nonce.ts', 'const nonce = random.bytes(16); // not randomBytes(16)'],
      ['device/access/nonce.ts', "import { createHash } from 'node:crypto';\nconst half = Math.round(0.5);"],
      ['device/ports.ts', 'interface Random { randomBytes(length: number): Uint8Array }'],
      ['simulator/main.ts', 'const seed = Math.random();'],
      ['device/adapters/random.ts', "import { randomBytes } from 'node:crypto';"],
      ['test/device/access/nonce.test.ts', 'const nonce = Math.random();'],
    ],
  });
});
