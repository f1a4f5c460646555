import { readBatch } from '../../protocol/messages/packed-batch.ts';
import { decodeRecord } from '../../protocol/messages/record.ts';
import { kindNumber } from '../../protocol/messages/registry.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import { memoryDatabase } from '../../simulator/adapters/memory-database.ts';
import { readScenario } from '../../simulator/adapters/scenario-file.ts';
import type { SimulatedDisk } from '../../simulator/disk.ts';
import { runVirtually } from '../../simulator/run/virtual.ts';
import type { Scenario } from '../../simulator/scenarios/scenario.ts';
import { builtInFiles } from '../gateway/pricing/built-in-lists.ts';
import { connectBytes, pingBytes, publishBytes, subscribeBytes } from './mqtt-bytes.ts';

const cars = 5;
const pageBytes = 4_096;
/** What the gateway gives a car. */
const passwordBytes = 64;
const offlineBytes = 3;

/** What an ordinary day costs one car, on the average of five. */
export interface CarDay {
  readonly trips: number;
  /** Both ways at the socket, from CONNECT on. */
  readonly mqttBytes: number;
  /** 4 KiB for each dirty page at each sync, at the disk port. */
  readonly flashBytes: number;
}

/** `city.yaml` as it stands: three rentals, six drives, 60 minutes of driving. */
export async function cityDay(): Promise<CarDay> {
  return lived(readScenario('city'));
}

/** The same with three or four drives a rental, each a trip of its own: ten trips, 60 minutes of driving. */
export async function dayOfTenTrips(): Promise<CarDay> {
  const { timetable, ...scenario } = readScenario('city');
  const legs = { legs: [3, 4] as [number, number], legMinutes: [6, 6] as [number, number] };
  return lived({
    ...scenario,
    timetable: { ...timetable, ...legs, reservedMinutes: [90, 120], standsMinutes: [6, 8] },
  });
}

async function lived(scenario: Scenario): Promise<CarDay> {
  const disks: SimulatedDisk[] = [];
  let mqttBytes = 0;
  let trips = 0;
  const { checks } = await runVirtually(
    {
      database: memoryDatabase(),
      priceLists: builtInFiles,
      disk: (_, disk) => void disks.push(disk),
      event(_, __, wire, bytes) {
        if (!wire.startsWith('mqtt ')) return;
        mqttBytes += bytesOf(bytes);
        trips += tripsIn(bytes);
      },
    },
    scenario,
    { seed: 1, cars, days: 1 },
  );
  const broken = checks.find(({ ok }) => !ok);
  if (broken !== undefined) throw new Error(`the day does not add up: ${broken.name}: ${broken.detail}`);
  const pages = disks.reduce((sum, { pagesWritten }) => sum + pagesWritten, 0);
  return { trips: trips / cars, mqttBytes: mqttBytes / cars, flashBytes: (pages * pageBytes) / cars };
}

/** What a packet of the trace and its answer would take at the socket; answers themselves count as nothing. */
function bytesOf(traced: Uint8Array): number {
  const end = traced.indexOf(0x0a);
  const [kind = '', first = '', second = '', third = ''] = Buffer.from(traced.subarray(0, end))
    .toString()
    .split(' ');
  const payload = traced.length - end - 1;
  switch (kind) {
    case 'connect':
      return connectBytes({
        username: first,
        clientId: second,
        willTopic: third,
        willBytes: offlineBytes,
        passwordBytes,
      });
    case 'publish':
      return publishBytes(topicOf(first, second, third), payload);
    case 'subscribe':
      return subscribeBytes(second);
    case 'pingreq':
      return pingBytes;
    case 'disconnect':
      return 2;
    default:
      return 0;
  }
}

/** Trips that a batch of records tells the end of. */
function tripsIn(traced: Uint8Array): number {
  const end = traced.indexOf(0x0a);
  if (!/^publish .*\/records$/.test(Buffer.from(traced.subarray(0, end)).toString())) return 0;
  const { records } = readBatch(traced.slice(end + 1), sha256);
  return records.filter((record) => decodeRecord(record).header.kind === kindNumber('trip-ended')).length;
}

/** `publish ID [retained] TOPIC` in the trace. */
const topicOf = (_id: string, second: string, third: string): string =>
  second === 'retained' ? third : second;
