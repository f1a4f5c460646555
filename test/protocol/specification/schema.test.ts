import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import { type CborMap, CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import {
  decodeGreeting,
  decodeLinkMessage,
  encodeGreeting,
  encodeLinkMessage,
  linkMessages,
} from '../../../protocol/link/messages.ts';
import {
  actions,
  alarmNames,
  checklistItems,
  clockQualities,
  noteStandings,
  odometerSources,
  zoneVerdicts,
} from '../../../protocol/messages/words.ts';
import { claimsCodec } from '../../../protocol/token/claims.ts';
import { entryMaps } from '../entry/entry-maps.ts';
import { greetingValues, linkMessageValues } from '../link/message-values.ts';
import { mapIn, wireForms } from '../messages/wire-forms.ts';
import { claimValues } from '../token/claim-values.ts';
import { fieldsOf, wordsOf } from './document.ts';

interface Schemed {
  readonly rule: string;
  /** Maps as the code writes them, enough to see every field both there and absent. */
  readonly maps: readonly CborMap[];
  read(map: CborMap): Readonly<Record<string, unknown>>;
}

const runs = { seed: 7, numRuns: 200 };

function asFields(read: unknown): Readonly<Record<string, unknown>> {
  if (typeof read !== 'object' || read === null) throw new Error('not an object');
  return { ...read };
}

const uplink = wireForms.map(
  (form): Schemed => ({
    rule: form.name.replaceAll(' ', '-'),
    maps: fc.sample(form.samples, runs).map(({ bytes }) => mapIn(bytes)),
    read: (map) => asFields(form.read(encode(map))),
  }),
);

const link = Object.entries(linkMessages).map(
  ([rule, { number }]): Schemed => ({
    rule,
    maps: fc
      .sample(fc.oneof(...Object.values(linkMessageValues)), { ...runs, numRuns: 1000 })
      .filter(({ type }) => type === rule)
      .map((message) => decode(encodeLinkMessage(message)))
      .map((item) =>
        Array.isArray(item) && item[1] instanceof Map ? item[1] : expect.fail('not [number, fields]'),
      ),
    read: (map) => asFields(decodeLinkMessage(encode([number, map]))),
  }),
);

const greeting: Schemed = {
  rule: 'greeting',
  maps: fc.sample(greetingValues, runs).map((value) => innerMap(decode(encodeGreeting(value)))),
  read: (map) => asFields(decodeGreeting(encode(map))),
};

const claimMaps = fc.sample(claimValues, runs).map((claims) => claimsCodec.write(claims));
const rightsKey = -65_537;

const token: readonly Schemed[] = [
  { rule: 'claims', maps: claimMaps, read: (map) => asFields(claimsCodec.read(map)) },
  {
    rule: 'rights',
    maps: claimMaps.map((map) => innerMap(map.get(rightsKey))),
    read: (map) => asFields(claimsCodec.read(new Map([...(claimMaps[0] ?? []), [rightsKey, map]])).rights),
  },
];

const batches = uplink.find(({ rule }) => rule === 'sample-batch') ?? expect.fail('no sample batch');
const samples: Schemed = {
  rule: 'sample',
  maps: batches.maps.flatMap((map) => innerItems(map.get(3)).map(innerMap)),
  read: (map) => {
    const { samples: read } = batches.read(new Map([...(batches.maps[0] ?? []), [3, [map]]]));
    return asFields(Array.isArray(read) ? read[0] : null);
  },
};

const closings = uplink.find(({ rule }) => rule === 'rental-closed') ?? expect.fail('no rental-closed');
const closing = (key: number, item: CborValue) =>
  closings.read(new Map([...(closings.maps[0] ?? []), [key, item]]));
const zones: Schemed = {
  rule: 'zones',
  maps: closings.maps.flatMap((map) => (map.has(7) ? [innerMap(map.get(7))] : [])),
  read(map) {
    const { zones: read } = closing(7, map);
    return asFields(read);
  },
};
const notes: Schemed = {
  rule: 'checklist-note',
  maps: closings.maps.flatMap((map) => (map.has(8) ? innerItems(map.get(8)).map(innerMap) : [])),
  read: (map) => {
    const { notes: read } = closing(8, [map]);
    return asFields(Array.isArray(read) ? read[0] : null);
  },
};

function innerMap(item: CborValue | undefined): CborMap {
  return item instanceof Map ? item : expect.fail('not a map');
}

function innerItems(item: CborValue | undefined): readonly CborValue[] {
  return Array.isArray(item) ? item : expect.fail('not an array');
}

/** Not in a map of its own, and not in what is read: who reads a body needs no salt. */
const salt = 0;

describe.each(
  [...uplink, samples, zones, notes, ...link, greeting, ...token, ...entryMaps].map(
    (schemed) => [schemed.rule, schemed] as const,
  ),
)('CDDL rule %s', (rule, { maps, read }) => {
  const fields = fieldsOf(rule);
  const first = maps[0] ?? expect.fail('no samples');

  it('has the keys of the code, the same ones optional', () => {
    const keys = new Set(maps.flatMap((map) => [...map.keys()]).filter((key) => key !== salt));
    const always = [...keys].filter((key) => maps.every((map) => map.has(key)));
    expect(new Set(fields.map(({ key }) => key))).toEqual(keys);
    expect(new Set(fields.filter(({ isOptional }) => !isOptional).map(({ key }) => key))).toEqual(
      new Set(always),
    );
  });

  it('names each key as the code does', () => {
    for (const { key, name } of fields) {
      const refusal = refusalOf(() => read(new Map([...first, [key, new CborTag(18, 0)]])));
      expect(refusal.slice(0, refusal.indexOf(':')).split('.').at(-1)).toBe(name);
    }
  });

  it('has the words of the code where a field is a word', () => {
    for (const { key, name, type } of fields) {
      const words = wordsOf(type);
      if (words === null) continue;
      const known = Array.from({ length: 64 }, (_, number) => number).filter(
        (number) => refusalOf(() => read(new Map([...first, [key, number]]))) === '',
      );
      const wordOf = (number: number) => asFields(read(new Map([...first, [key, number]])))[name];
      expect(Object.fromEntries(known.map((number) => [wordOf(number), number])), name).toEqual(words);
    }
  });
});

/** Empty where nothing is refused. */
function refusalOf(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (thrown) {
    if (thrown instanceof MalformedError) return thrown.message;
    throw thrown;
  }
}

describe('CDDL words that stand in several messages', () => {
  it.each([
    ['clock-quality', clockQualities],
    ['odometer-source', odometerSources],
    ['action', actions],
    ['alarm-name', alarmNames],
    ['checklist-item', checklistItems],
    ['note-standing', noteStandings],
    ['zone-verdict', zoneVerdicts],
  ] as const)('%s has the words of the code', (rule, words) => {
    expect(wordsOf(rule)).toEqual(words);
  });
});
