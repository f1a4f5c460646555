import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { phoneSide } from './phone-side.ts';

describe('what a phone runs uses nothing that only Node has', () => {
  testPlanted(phoneSide, {
    found: [
      ['protocol/token/verify.ts', "import { verify } from 'node:crypto';"],
      ['protocol/link/frame.ts', "import { Buffer } from 'buffer';"],
      ['protocol/codec/cbor.ts', "import type { Duplex } from 'node:stream';"],
      ['protocol/codec/cbor.ts', "const bytes = Buffer.from('ff', 'hex');"],
      ['protocol/messages/receipt.ts', "const debug = process.env['DEBUG'];"],
      ['protocol/link/frame.ts', 'setImmediate(() => undefined);'],
    ],
    passed: [
      ['protocol/codec/cbor.ts', "import { Encoder } from 'cbor-x';"],
      [
        'protocol/codec/cbor.ts',
        "import { crc32 } from './crc32.ts';\nconst view = new DataView(new ArrayBuffer(8)); const all = view.buffer;",
      ],
      ['protocol/topics.ts', "import { posix } from 'node:path';"],
      ['device/access/verify.ts', "import { verify } from 'node:crypto';"],
    ],
  });
});
