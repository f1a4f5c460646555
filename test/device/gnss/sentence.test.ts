import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect, emptyBuffer, parseSentence, type Sentence } from '../../../device/gnss/sentence.ts';

const line = '$GPRMC,124022.00,A,4810.8509,N,01133.9095,E,008.5,171.1,010409,002.0,E,A*3B';

describe('a sentence (NMEA 0183)', () => {
  test('is taken where its checksum is right', () => {
    expect(parseSentence(line)).toMatchObject({ type: 'RMC' });
    expect(parseSentence(line.replace('*3B', '*3b'))).toMatchObject({ type: 'RMC' });
  });

  test.each([
    ['one sign is wrong', line.replace('4810', '4811')],
    ['the checksum is missing', line.slice(0, -3)],
    ['the checksum is wrong', line.replace('*3B', '*3C')],
    ['the start is cut off', line.slice(1)],
    ['two have run together', `${line.slice(0, 20)}${line}`],
    ['the talker is no satellite system', '$SDDBT,1.0,f,0.3,M,0.2,F*2F'],
  ])('is dropped where %s', (_, text) => {
    expect(parseSentence(text)).toBeUndefined();
  });
});

function sentencesOf(pieces: readonly Uint8Array[]): readonly Sentence[] {
  let buffer = emptyBuffer;
  return pieces.flatMap((piece) => {
    const collected = collect(buffer, piece);
    buffer = collected.buffer;
    return collected.sentences;
  });
}

describe('bytes of a receiver', () => {
  test('give the same sentences however they are split, and never throw', () => {
    const bytes = fc
      .array(fc.oneof(fc.constantFrom(`${line}\r\n`, `${line}\n`, '\r\n', line), fc.string({ maxLength: 9 })))
      .map((words) => new TextEncoder().encode(words.join('')));
    fc.assert(
      fc.property(bytes, (all) => {
        const single = Array.from(all, (byte) => Uint8Array.of(byte));
        expect(sentencesOf(single)).toEqual(sentencesOf([all]));
      }),
    );
  });

  test('without a line end fill no more than the bound, and the next sentence is heard', () => {
    const encoder = new TextEncoder();
    const flood = new Uint8Array(1_000_000).fill(0x41);
    expect(collect(emptyBuffer, flood).buffer.text.length).toBeLessThan(200);
    expect(sentencesOf([flood, encoder.encode(`\n${line}\n`)])).toHaveLength(1);
  });

  test('are heard behind a binary message, which has no line end', () => {
    const encoder = new TextEncoder();
    const binary = Uint8Array.of(0xb5, 0x62, 0x01, 0x07, 92, 0, ...new Uint8Array(94).fill(0x24));
    const whole = encoder.encode(`${line}\r\n`);
    expect(sentencesOf([binary, whole, binary, binary, whole])).toHaveLength(2);
  });
});
