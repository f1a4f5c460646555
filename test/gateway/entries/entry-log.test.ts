import { expect, test } from 'vitest';
import { createEntryLog } from '../../../gateway/entries/entry-log.ts';
import { noteOf, readEntryOf } from '../../../gateway/rental/read-entry.ts';
import { createStorage } from '../../../gateway/storage/storage.ts';
import { decodeEntry, entryGenesisBytes, entrySealBytes } from '../../../protocol/entry/entry.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { countingRandom } from '../../support/random.ts';
import { ed25519Key, sha256 } from '../../support/signing-keys.ts';
import { openMemory } from '../../support/store.ts';

const key = ed25519Key(new Uint8Array(32).fill(9));

const setUp = () => {
  const { clock } = createManualClock({ wall: 1_000_000 });
  const storage = createStorage(openMemory(), clock.wall());
  const log = createEntryLog({ storage, clock, random: countingRandom(), sign: (bytes) => key.sign(bytes) });
  return { storage, log };
};

test('entries are numbered, chained and signed (clause 14.1)', () => {
  const { storage, log } = setUp();
  const note = { by: 'Bo', reason: 'as published' };
  log.append({ kind: 'fuel-price', date: '2026-05-01', eurosPerLitre: '1.75' });
  log.append({ kind: 'fuel-price', date: '2026-06-01', eurosPerLitre: '1.80' }, note);
  const rows = storage.entries.from(1, 10);
  expect(rows.map(({ number }) => number)).toEqual([1, 2]);
  let link = sha256(entryGenesisBytes);
  for (const { raw } of rows) {
    const { header, headerBytes, bodyBytes, noteBytes, signature } = decodeEntry(raw);
    expect(header.link).toEqual(link);
    expect(header.bodyDigest).toEqual(sha256(bodyBytes));
    expect(header.noteDigest).toEqual(noteBytes === null ? undefined : sha256(noteBytes));
    link = sha256(headerBytes);
    expect(key.verify(entrySealBytes(link), signature)).toBe(true);
  }
  const [first, second] = rows;
  expect(readEntryOf(second?.raw ?? new Uint8Array())).toEqual({
    number: 2,
    enteredAt: epochMilliseconds(1_000_000),
    body: { kind: 'fuel-price', date: '2026-06-01', eurosPerLitre: '1.80' },
  });
  expect(noteOf(first?.raw ?? new Uint8Array())).toBeNull();
  expect(noteOf(second?.raw ?? new Uint8Array())).toEqual(note);
});

test('a person has one pseudonym, and a customer another than a driver of the same name (D2)', () => {
  const { log } = setUp();
  const ann = log.pseudonymOf('driver', 'ann');
  expect(log.pseudonymOf('driver', 'ann')).toBe(ann);
  expect(log.pseudonymOf('customer', 'ann')).not.toBe(ann);
});
