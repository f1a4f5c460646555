import { describe, expect, it } from 'vitest';
import { keyIdOf } from '../../../device/keys.ts';
import { isPhoneKey } from '../../../gateway/token/keys.ts';
import { fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { decode } from '../../../protocol/codec/cbor.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { maxFrameBytes, openFrame } from '../../../protocol/link/frame.ts';
import { slipDecode, slipStart } from '../../../protocol/link/slip.ts';
import { readCoseKey } from '../../../protocol/token/cose-key.ts';
import { readVectors } from './read-vectors.ts';
import { cborFile, frameFile, keyFile } from './vector-format.ts';

/** What a reader makes of bytes, or that it refuses them. */
function readOr<Read>(read: () => Read): Read | 'malformed' {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof MalformedError) return 'malformed';
    throw thrown;
  }
}

describe('items of CBOR', () => {
  const { vectors } = readVectors('cbor.json', cborFile);
  it.each(vectors.map((vector) => [vector.verdict, vector.name, vector.item] as const))(
    '%s: %s',
    (verdict, _, item) => {
      const read = readOr(() => ({ item: decode(fromHex(item)) }));
      expect(read === 'malformed' ? read : 'taken').toBe(verdict);
    },
  );
});

describe('keys', () => {
  const { pairs, vectors } = readVectors('keys.json', keyFile);

  it.each(vectors.map((vector) => [vector.verdict, vector.name, vector] as const))(
    '%s: %s',
    (verdict, _, vector) => {
      const key = readOr(() => readCoseKey(decode(fromHex(vector.key))));
      if (key === 'malformed') return expect(verdict).toBe('malformed');
      expect(isPhoneKey(key) ? 'taken' : 'weak').toBe(verdict);
      if (vector.keyId !== undefined) expect(keyIdOf(key)).toBe(vector.keyId);
    },
  );

  it.each(pairs.map((pair) => [pair.name, pair] as const))(
    'the pair of %s has this key id',
    (_, { key, keyId }) => {
      expect(keyIdOf(readCoseKey(decode(fromHex(key))))).toBe(keyId);
    },
  );
});

describe('frames', () => {
  const { vectors } = readVectors('frames.json', frameFile);
  const messagesIn = (pieces: readonly Uint8Array[]): string[] => {
    let state = slipStart;
    return pieces.flatMap((piece) => {
      const step = slipDecode(state, piece, maxFrameBytes);
      state = step.state;
      return step.packets.flatMap((packet) => {
        const message = openFrame(packet);
        return message === null ? [] : [toHex(message)];
      });
    });
  };

  it.each(vectors.map((vector) => [vector.name, vector] as const))(
    '%s, at once and byte by byte',
    (_, vector) => {
      const stream = fromHex(vector.stream);
      expect(messagesIn([stream])).toEqual(vector.messages);
      expect(messagesIn(Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(vector.messages);
    },
  );
});
