import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { encodeHeader, headerCodec } from '../../../protocol/messages/header.ts';
import { headers } from './wire-forms.ts';

test('a header is written at once as its schema writes it (clause 3.3)', () => {
  fc.assert(
    fc.property(headers, (header) => {
      expect(toHex(encodeHeader(header))).toBe(toHex(encode(headerCodec.write(header))));
    }),
  );
});
