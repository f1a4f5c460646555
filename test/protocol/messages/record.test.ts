import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import type { CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { carId, journalId } from '../../../protocol/ids.ts';
import { headerCodec } from '../../../protocol/messages/header.ts';
import {
  decodeRecord,
  encodeRecord,
  genesisBytes,
  maxRecordBytes,
  sealBytes,
} from '../../../protocol/messages/record.ts';
import { epochMilliseconds, metres, milliseconds } from '../../../protocol/units.ts';
import { bytesOf } from './field-values.ts';

const header = {
  journal: journalId('0011223344556677'),
  seq: 7,
  kind: 6,
  wallTime: epochMilliseconds(1_780_300_800_000),
  clockQuality: 'gnss',
  elapsed: milliseconds(60_000),
  bootCount: 3,
  odometerMetres: metres(48_210_700),
  odometerSource: 'pid-a6',
  link: new Uint8Array(32).fill(1),
  bodyDigest: new Uint8Array(32).fill(2),
} as const;
const headerBytes = encode(headerCodec.write(header));

describe('a record (D2, clause 3.1)', () => {
  it('keeps header, body and signature as the bytes that were written', () => {
    const parts = fc.record({
      bodyBytes: fc.option(fc.uint8Array({ maxLength: 200 })),
      signature: fc.option(bytesOf(64)),
    });
    fc.assert(
      fc.property(parts, ({ bodyBytes, signature }) => {
        const record = decodeRecord(encodeRecord({ headerBytes, bodyBytes, signature }));
        expect(record).toEqual({ headerBytes, bodyBytes, signature, header });
      }),
    );
  });

  it('reads a header with keys of a newer car and keeps them in the bytes that are hashed (clause 10.3)', () => {
    const newer = encode(new Map<CborValue, CborValue>([...headerCodec.write(header), [12, 'new']]));
    const record = decodeRecord(encodeRecord({ headerBytes: newer, bodyBytes: null, signature: null }));
    expect(record.header).toEqual(header);
    expect(record.headerBytes).toEqual(newer);
  });

  it.each<[string, CborValue]>([
    ['record: not an array of two or three', new Map()],
    ['record: not an array of two or three', [headerBytes]],
    ['record: not an array of two or three', [headerBytes, null, new Uint8Array(64), 0]],
    ['record.header: not a byte string', [headerCodec.write(header), null]],
    ['record.body: neither a byte string nor null', [headerBytes, 'body']],
    ['record.signature: not 64 bytes', [headerBytes, null, new Uint8Array(63)]],
    ['record.signature: not 64 bytes', [headerBytes, null, 0]],
    ['record header: not a map', [encode([]), null]],
    [
      'record header.seq: Too small: expected number to be >=1',
      [encode(new Map([...headerCodec.write(header), [2, 0]])), null],
    ],
  ])('is refused with the place: %s', (message, item) => {
    expect(() => decodeRecord(encode(item))).toThrow(new MalformedError(message));
  });

  it(`is at most ${maxRecordBytes} bytes (clause 9)`, () => {
    const around =
      encodeRecord({ headerBytes, bodyBytes: new Uint8Array(300), signature: null }).length - 300;
    const largest = new Uint8Array(maxRecordBytes - around);
    expect(
      decodeRecord(encodeRecord({ headerBytes, bodyBytes: largest, signature: null })).bodyBytes,
    ).toEqual(largest);
    const over = encodeRecord({
      headerBytes,
      bodyBytes: new Uint8Array(largest.length + 1),
      signature: null,
    });
    expect(() => decodeRecord(over)).toThrow(/^record: over 4096 bytes$/);
  });
});

describe('what is hashed and signed of a record', () => {
  it('begins a chain with car and journal, so that no two journals share a genesis link (clause 3.6)', () => {
    const bytes = genesisBytes(carId('car-007'), journalId('0011223344556677'));
    expect(toHex(bytes)).toBe(
      `${toHex(new TextEncoder().encode('ritmeter/1/genesis/car-007/'))}0011223344556677`,
    );
  });

  it('seals with an Ed25519 signature over the Sig_structure of its link (clause 3.8)', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const link = createHash('sha256').update(headerBytes).digest();
    const signature = sign(null, sealBytes(link), privateKey);
    expect(signature).toHaveLength(64);
    expect(verify(null, sealBytes(link), publicKey, signature)).toBe(true);
    expect(toHex(sealBytes(link))).toBe(
      `846a5369676e61747572653143a101324f${toHex(new TextEncoder().encode('ritmeter/1/seal'))}5820${toHex(link)}`,
    );
  });
});
