import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { readCoseKey, thumbprintBytes, writeCoseKey } from '../../../protocol/token/cose-key.ts';
import { sha256 } from '../../support/signing-keys.ts';
import { publicKeys } from './claim-values.ts';

describe('a COSE_Key (RFC 9052 §7)', () => {
  it('gives back the key', () => {
    fc.assert(
      fc.property(publicKeys, (key) => {
        expect(readCoseKey(writeCoseKey(key))).toEqual(key);
      }),
    );
  });

  it('has the thumbprint of the example in RFC 9679 §6', () => {
    const key = {
      kind: 'P-256',
      x: fromHex('65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d'),
      y: fromHex('1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c'),
    } as const;
    expect(toHex(sha256(thumbprintBytes(key)))).toBe(
      '496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec',
    );
  });
});
