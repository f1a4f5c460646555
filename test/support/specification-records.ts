import { sameBytes } from '../../protocol/codec/bytes.ts';
import { decode, encode } from '../../protocol/codec/cbor.ts';
import { type CommandId, commandId } from '../../protocol/ids.ts';
import { type Header, headerCodec } from '../../protocol/messages/header.ts';
import { decodeRecord, encodeRecord, sealBytes } from '../../protocol/messages/record.ts';
import { decodeBody, encodeBody, type Fact, kindNumber } from '../../protocol/messages/registry.ts';
import { epochMilliseconds, metres, milliseconds } from '../../protocol/units.ts';
import { sha256 } from './signing-keys.ts';
import { type Example, example } from './specification-example.ts';
import {
  carKey,
  driver,
  genesisLink,
  issuer,
  journal,
  morning,
  reservation,
  token,
} from './specification-keys.ts';

/** When, minutes after `morning`, and where, metres on the odometer, a fact is recorded. */
interface Line {
  readonly minute: number;
  readonly odometer: number;
  readonly fact: Fact;
}

const at = (minute: number) => epochMilliseconds(morning + minute * 60_000);

const chain: readonly Line[] = [
  { minute: 0, odometer: 48_210_700, fact: { kind: 'journal-opened', reason: 'first' } },
  {
    minute: 30,
    odometer: 48_210_700,
    fact: {
      kind: 'access-decided',
      verdict: 'granted',
      action: 'unlock',
      issuer,
      subject: driver,
      tokenId: token,
      reservation,
    },
  },
  {
    minute: 30,
    odometer: 48_210_700,
    fact: {
      kind: 'rental-opened',
      reservation,
      subject: driver,
      tokenId: token,
      latestReturnAt: at(180),
      fuelPermille: 750,
    },
  },
  {
    minute: 75,
    odometer: 48_233_966,
    fact: {
      kind: 'trip-ended',
      startedAt: at(33),
      startOdometerMetres: metres(48_210_700),
      endedAt: at(75),
      endOdometerMetres: metres(48_233_966),
      distanceMetres: metres(23_266),
      cause: 'ignition-off',
    },
  },
  {
    minute: 78,
    odometer: 48_233_966,
    fact: {
      kind: 'rental-closed',
      reservation,
      subject: driver,
      cause: 'ended',
      returnedAt: at(78),
      returnedAtQuality: 'gnss',
      fuelPermille: 710,
    },
  },
  { minute: 79, odometer: 48_233_966, fact: { kind: 'sealed', reason: 'shutdown' } },
];

const sealing = new Set<Fact['kind']>(['trip-ended', 'rental-opened', 'rental-closed', 'sealed']);

interface RecordFields {
  readonly header: Header;
  readonly salt: Uint8Array;
  readonly body: Fact;
  readonly signature: Uint8Array | null;
}

/** Salt of the record with this seq: its number sixteen times. */
const saltOf = (seq: number) => new Uint8Array(16).fill(seq);

function writeRecord({ header, salt, body, signature }: RecordFields): Uint8Array {
  return encodeRecord({
    headerBytes: encode(headerCodec.write(header)),
    bodyBytes: encodeBody(body, salt),
    signature,
  });
}

/** Checks digest and signature; whether the link fits is for who knows the record before. */
function readRecord(bytes: Uint8Array): RecordFields {
  const { header, headerBytes, bodyBytes, signature } = decodeRecord(bytes);
  if (bodyBytes === null) throw new Error('no body');
  if (!sameBytes(sha256(bodyBytes), header.bodyDigest)) throw new Error('the digest is of another body');
  if (signature !== null && !carKey.verify(sealBytes(sha256(headerBytes)), signature))
    throw new Error('not signed');
  const body = decodeBody(header.kind, bodyBytes);
  if (body === null) throw new Error(`unknown kind ${header.kind}`);
  return { header, salt: saltIn(bodyBytes), body, signature };
}

function saltIn(bodyBytes: Uint8Array): Uint8Array {
  const map = decode(bodyBytes);
  const salt = map instanceof Map ? map.get(0) : undefined;
  if (salt instanceof Uint8Array) return salt;
  throw new Error('no salt');
}

function recordsOf(lines: readonly Line[]): Example[] {
  let link = genesisLink;
  return lines.map(({ minute, odometer, fact }, index) => {
    const salt = saltOf(index + 1);
    const header: Header = {
      journal,
      seq: index + 1,
      kind: kindNumber(fact.kind),
      wallTime: at(minute),
      clockQuality: 'gnss',
      elapsed: milliseconds(60_000 * (minute + 5)),
      bootCount: 3,
      odometerMetres: metres(odometer),
      odometerSource: 'pid-a6',
      link,
      bodyDigest: sha256(encodeBody(fact, salt)),
    };
    link = sha256(encode(headerCodec.write(header)));
    const signature = sealing.has(fact.kind) ? carKey.sign(sealBytes(link)) : null;
    return example(`record-${fact.kind}`, { header, salt, body: fact, signature }, writeRecord, readRecord);
  });
}

/** One journal from its first record to its last; each link is of the record before. */
export const recordExamples: readonly Example[] = recordsOf(chain);

/** link(n) of the example journal, from 1 on; the genesis link for 0. */
export function linkAfter(seq: number): Uint8Array {
  const bytes = recordExamples[seq - 1]?.bytes;
  return bytes === undefined ? genesisLink : sha256(decodeRecord(bytes).headerBytes);
}

export const command: CommandId = commandId('e1e2e3e4e5e6e7e8');

const others: readonly Fact[] = [
  {
    kind: 'rental-opened',
    reservation,
    subject: driver,
    tokenId: token,
    latestReturnAt: at(180),
    fuelPermille: 750,
    zones: { green: 'inside', orange: 'outside' },
  },
  {
    kind: 'rental-closed',
    reservation,
    subject: driver,
    cause: 'ended',
    returnedAt: at(78),
    returnedAtQuality: 'gnss',
    fuelPermille: 210,
    zones: { green: 'uncertain', orange: 'outside' },
    notes: [
      { item: 'fuel', standing: 'not-done' },
      { item: 'windows', standing: 'unknown' },
    ],
  },
  { kind: 'booted', software: '0.1.0', tornBytes: 0 },
  { kind: 'trip-started', startedAt: at(33), startOdometerMetres: metres(48_210_700) },
  { kind: 'custody-changed', item: 'fuel-card', inHolder: false },
  { kind: 'lock-changed', locked: true },
  {
    kind: 'refuelled',
    beforePermille: 280,
    afterPermille: 960,
    addedMillilitres: 34_000,
    toleranceMillilitres: 3_000,
  },
  {
    kind: 'odometer-rebased',
    source: 'pid-31',
    beforeMetres: metres(48_233_966),
    afterMetres: metres(48_234_000),
    offsetMetres: 48_201_000,
    reason: 'source-changed',
  },
  { kind: 'clock-adjusted', fromWallTime: at(75), toWallTime: at(76) },
  { kind: 'command-done', command, outcome: 'done' },
  { kind: 'set-aside', journal, fromSeq: 40, toSeq: 41 },
  { kind: 'alarm', alarm: 'storage-fault', raised: true },
  { kind: 'unsynced', fromSeq: 40, toSeq: 42 },
  { kind: 'dropped', what: 'samples', count: 120 },
  { kind: 'list-taken', list: 'deny-list', number: 17 },
  { kind: 'stretch-unknown', startedAt: at(40), endedAt: at(42), source: 'speed' },
  { kind: 'odometer-noted' },
  {
    kind: 'fuel-card-round',
    outAt: at(60),
    inAt: at(68),
    engineOffAt: at(61),
    fuelRoseAt: at(66),
    beforePermille: 280,
    afterPermille: 960,
    outZones: { green: 'outside' },
    inZones: { green: 'outside' },
    drivenMetres: 0,
  },
  { kind: 'configuration-changed', version: 3, outcome: 'taken-back', reason: 'gateway-not-reached' },
  {
    kind: 'position-alarm',
    alarm: 'moved-without-ignition',
    latitudeMicrodegrees: 52_091_000,
    longitudeMicrodegrees: 5_122_000,
    accuracyMetres: 8,
  },
  { kind: 'going-dark', batteryMillivolts: 10_900 },
  { kind: 'cable-changed', connected: true, chargePermille: 430 },
];

const bodySalt = new Uint8Array(16).fill(0xf0);

/** Bodies of the kinds that the journal above does not show, and openings and closings with all fields, under a salt of f0 sixteen times. */
export const bodyExamples: readonly Example[] = others.map((fact) =>
  example<Fact>(
    `body-${fact.kind}`,
    fact,
    (body) => encodeBody(body, bodySalt),
    (bytes) => decodeBody(kindNumber(fact.kind), bytes) ?? unknownKind(fact.kind),
  ),
);

function unknownKind(kind: string): never {
  throw new Error(`${kind} has no number`);
}
