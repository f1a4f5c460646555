import { expect, test } from 'vitest';
import { toHex } from '../../protocol/codec/bytes.ts';
import { recordKinds } from '../../protocol/messages/registry.ts';
import { udds } from '../../simulator/car/cycles/udds.ts';
import { fieldsOf } from '../protocol/specification/document.ts';
import { deviceWorld } from '../support/device-world.ts';

const header = [
  'journal',
  'seq',
  'kind',
  'wallTime',
  'clockQuality',
  'elapsed',
  'bootCount',
  'odometerMetres',
];
const endOfTrip = ['endedAt', 'endOdometerMetres', 'distanceMetres', 'cause'];

/**
 * Every field that may leave the car over MQTT, by its message. Whoever adds one adds it here, and says why it is no track:
 * billing needs distance, time and a zone verdict (promise 4). The schema tests hold the specification to the code.
 */
const mayLeave: Readonly<Record<string, readonly string[]>> = {
  'record-header': [...header, 'odometerSource', 'link', 'bodyDigest'],
  'journal-opened': ['reason', 'previousJournal', 'previousSeq'],
  booted: ['software', 'tornBytes'],
  'access-decided': ['verdict', 'action', 'issuer', 'subject', 'tokenId', 'reservation', 'count'],
  'rental-opened': ['reservation', 'subject', 'tokenId', 'latestReturnAt', 'fuelPermille', 'zones'],
  'rental-closed': [
    ...['reservation', 'subject', 'cause', 'returnedAt', 'returnedAtQuality'],
    ...['fuelPermille', 'zones', 'notes'],
  ],
  'trip-started': ['startedAt', 'startOdometerMetres'],
  'trip-ended': ['startedAt', 'startOdometerMetres', ...endOfTrip],
  'custody-changed': ['item', 'inHolder'],
  'lock-changed': ['locked'],
  refuelled: ['beforePermille', 'afterPermille', 'addedMillilitres', 'toleranceMillilitres'],
  'odometer-rebased': ['source', 'beforeMetres', 'afterMetres', 'offsetMetres', 'reason'],
  'clock-adjusted': ['fromWallTime', 'toWallTime'],
  'command-done': ['command', 'outcome'],
  'set-aside': ['journal', 'fromSeq', 'toSeq'],
  sealed: ['reason'],
  alarm: ['alarm', 'raised'],
  'stretch-unknown': ['startedAt', 'endedAt', 'source'],
  'odometer-noted': [],
  'fuel-card-round': [
    ...['outAt', 'inAt', 'engineOffAt', 'fuelRoseAt', 'beforePermille', 'afterPermille'],
    ...['outZones', 'inZones', 'drivenMetres'],
  ],
  'configuration-changed': ['version', 'outcome', 'reason'],
  'position-alarm': ['alarm', 'latitudeMicrodegrees', 'longitudeMicrodegrees', 'accuracyMetres'],
  'going-dark': ['batteryMillivolts'],
  'cable-changed': ['connected', 'chargePermille'],
  sample: [
    ...['wallTime', 'clockQuality', 'odometerMetres', 'odometerSource'],
    ...['fuelPermille', 'batteryMillivolts'],
  ],
};

/** Kinds of records whose fields others answer for; none of them knows where the car is. */
const others = Object.keys(recordKinds).filter((kind) => !Object.hasOwn(mayLeave, kind));

test.each(Object.entries(mayLeave))('%s holds no other field than may leave the car', (rule, fields) => {
  const named = fieldsOf(rule).map(({ name }) => name);
  expect(named.filter((name) => name !== 'salt').toSorted()).toEqual(fields.toSorted());
});

test('no other kind of record has a field that could be a place', () => {
  for (const kind of others) {
    for (const { name } of fieldsOf(kind)) {
      expect(name, kind).not.toMatch(/lat|lon|position|place|course|heading|speed|track/i);
    }
  }
});

test('a drive leaves no place in the records, in whatever form', async () => {
  const world = deviceWorld();
  await world.boot();
  await world.ask('unlock');
  world.happen({ kind: 'key-moved', inHolder: false });
  world.happen({ kind: 'ignition-turned', on: true });
  await world.pass(30);
  world.happen({ kind: 'drive-started', cycle: udds, laps: 1 });
  await world.pass(600);
  world.happen({ kind: 'drive-stopped' });
  world.happen({ kind: 'ignition-turned', on: false });
  world.happen({ kind: 'key-moved', inHolder: true });
  await world.pass(5);
  await world.ask('end');
  await world.stop();
  const records = await world.records();
  expect(records.length).toBeGreaterThan(10);
  for (const { bodyBytes, fact } of records) {
    expect(JSON.stringify(fact)).not.toMatch(/51\.?0[0-9]{2,}|3\.?71[0-9]{2,}/);
    const bytes = toHex(bodyBytes ?? new Uint8Array());
    for (let north = 0; north < 90_000; north += 1000) {
      const degrees = (51_035_800 + north).toString(16).padStart(8, '0').slice(0, 5);
      expect(bytes.includes(`1a${degrees}`)).toBe(false);
    }
  }
});
