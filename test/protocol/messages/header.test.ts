import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { encodeHeader, headerCodec } from '../../../protocol/messages/header.ts';
import { clockQualities, odometerSources } from '../../../protocol/messages/words.ts';
import { counts, distances, durations, journals, links, seqs, wallTimes, wordsOf } from './field-values.ts';

const headers = fc.record({
  journal: journals,
  seq: seqs,
  kind: counts,
  wallTime: wallTimes,
  clockQuality: wordsOf(clockQualities),
  elapsed: durations,
  bootCount: counts,
  odometerMetres: distances,
  odometerSource: wordsOf(odometerSources),
  link: links,
  bodyDigest: links,
});

test('a header is written at once as its schema writes it (clause 3.3)', () => {
  fc.assert(
    fc.property(headers, (header) => {
      expect(toHex(encodeHeader(header))).toBe(toHex(encode(headerCodec.write(header))));
    }),
  );
});
