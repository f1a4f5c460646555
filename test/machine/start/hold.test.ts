import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fromHex, sameBytes, toHex } from '../../../protocol/codec/bytes.ts';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import { type CarId, carId } from '../../../protocol/ids.ts';
import { readBatch } from '../../../protocol/messages/packed-batch.ts';
import { decodeReceipt } from '../../../protocol/messages/receipt.ts';
import { decodeRecord, genesisBytes, sealBytes } from '../../../protocol/messages/record.ts';
import { decodeBody } from '../../../protocol/messages/registry.ts';
import { decodeSampleBatch } from '../../../protocol/messages/sample.ts';
import { decodeStatus } from '../../../protocol/messages/status.ts';
import { decodeAuthenticated } from '../../../protocol/token/authenticated.ts';
import { type CarTopic, parseTopic } from '../../../protocol/topics.ts';
import { ed25519Key, hmacWith, type SigningKey, sha256 } from '../../support/signing-keys.ts';
import { newFolder, reportOf, start } from './newcomer.ts';
import { Observer, type SeenMessage } from './observer.ts';

const limit = 90_000;
const kindsOfSeals = new Set(['rental-opened', 'rental-closed', 'trip-ended', 'sealed']);

interface Secrets {
  readonly signing: SigningKey;
  readonly authenticationKey: Uint8Array;
}

const rosterText = z.object({ roster: z.string() });
const roster = z.object({
  cars: z.array(
    z.object({ car: z.string(), signing: z.string(), enrolled: z.object({ authenticationKey: z.string() }) }),
  ),
});

/** Keys of the cars: only whoever has the data folder can check seals and MACs. */
async function secretsIn(data: string): Promise<ReadonlyMap<string, Secrets>> {
  const text = rosterText.parse(JSON.parse(await readFile(join(data, 'simulation.json'), 'utf8'))).roster;
  return new Map(
    roster
      .parse(JSON.parse(text))
      .cars.map(({ car, signing, enrolled }) => [
        car,
        { signing: ed25519Key(fromHex(signing)), authenticationKey: fromHex(enrolled.authenticationKey) },
      ]),
  );
}

/** Everything that was sent of one name, car by car. */
function sent(messages: readonly SeenMessage[], name: CarTopic) {
  return messages.flatMap((message) => {
    const topic = parseTopic(message.topic);
    return topic?.name === name ? [{ car: topic.car, ...message }] : [];
  });
}

/** Links of one car's records by `journal/seq`, each checked against the one before, from the genesis on (3.3, 3.6). */
function followChain(car: CarId, batches: readonly Uint8Array[], { signing }: Secrets): Set<string> {
  const links = new Map<string, Uint8Array>();
  for (const raw of batches.flatMap((payload) => readBatch(payload, sha256).records)) {
    const { header, headerBytes, bodyBytes, signature } = decodeRecord(raw);
    const { journal, seq } = header;
    const link = sha256(headerBytes);
    const known = links.get(`${journal}/${seq}`);
    if (known !== undefined) {
      expect(toHex(link)).toBe(toHex(known));
      continue;
    }
    const before = seq === 1 ? sha256(genesisBytes(car, journal)) : links.get(`${journal}/${seq - 1}`);
    expect([journal, seq, toHex(header.link)]).toEqual([journal, seq, before && toHex(before)]);
    links.set(`${journal}/${seq}`, link);
    if (bodyBytes === null) throw new Error(`${journal}/${seq} has no body`);
    expect(sameBytes(header.bodyDigest, sha256(bodyBytes))).toBe(true);
    const kind = decodeBody(header.kind, bodyBytes)?.kind ?? '';
    expect([kind, signature !== null]).toEqual([kind, kindsOfSeals.has(kind)]);
    if (signature !== null) expect(signing.verify(sealBytes(link), signature)).toBe(true);
  }
  return new Set(links.keys());
}

const mosquittoPub = (port: string, name: string, password: string) =>
  spawnSync(
    'mosquitto_pub',
    [
      '-h',
      '127.0.0.1',
      '-p',
      port,
      '-u',
      name,
      '-P',
      password,
      '-q',
      '1',
      '-t',
      'ritmeter/1/cars/car-0001/status',
      '-m',
      'x',
    ],
    { timeout: 5_000 },
  ).status;

test(
  'with --hold, the printed login reads all that the specification says, and may do nothing else',
  async () => {
    const data = await newFolder();
    const terminal = start('--data', data, '--cars', '3', '--speed', '6000', '--hold', '--json');
    const [, port = '', name = '', password = ''] = await terminal.shows(
      /broker mqtt:\/\/127\.0\.0\.1:(\d+), topic ritmeter\/1\/#, read-only login (\S+) (\S+)\n/,
    );
    const observer = new Observer(port, name, password);
    await terminal.shows(/the gateway stays up/);
    const report = reportOf(terminal);
    expect(report.ok).toBe(true);
    expect(report.broker).toMatchObject({ username: name, password, topic: 'ritmeter/1/#' });

    const messages = observer.messages();
    expect(messages.filter(({ topic }) => parseTopic(topic) === null)).toEqual([]);
    for (const { payload } of messages) expect(toHex(encode(decode(payload)))).toBe(toHex(payload));

    const secrets = await secretsIn(data);
    for (const { car, recordsWritten } of report.cars) {
      const own = secrets.get(car);
      if (own === undefined) throw new Error(`${car} is not in the roster`);
      const batches = sent(messages, 'records').filter((message) => message.car === car);
      const seen = followChain(
        carId(car),
        batches.map(({ payload }) => payload),
        own,
      );
      expect([car, seen.size]).toEqual([car, recordsWritten]);
      for (const { records } of report.statements.filter((statement) => statement.car === car))
        for (let seq = records.fromSeq; seq <= records.toSeq; seq++)
          expect(seen).toContain(`${records.journal}/${seq}`);
    }

    const receipts = sent(messages, 'receipts');
    expect(receipts.length).toBeGreaterThan(0);
    for (const { car, topic, payload } of receipts) {
      const key = secrets.get(car)?.authenticationKey ?? new Uint8Array();
      expect(
        decodeReceipt(decodeAuthenticated(topic, payload, hmacWith(key))).through,
      ).toBeGreaterThanOrEqual(0);
    }
    for (const { payload } of sent(messages, 'samples'))
      expect(decodeSampleBatch(payload).samples.length).toBeGreaterThan(0);
    const statuses = sent(messages, 'status');
    expect(new Set(statuses.map(({ car }) => car)).size).toBe(3);
    for (const { payload } of statuses) expect(decodeStatus(payload).state).toBe('online');

    const later = new Observer(port, name, password);
    await later.retained(3);
    expect(later.messages().every(({ topic, retained }) => retained && topic.endsWith('/status'))).toBe(true);

    expect(mosquittoPub(port, name, password)).not.toBe(0);
    expect(mosquittoPub(port, name, `${password}x`)).not.toBe(0);
    expect(mosquittoPub(port, 'car-0001', password)).not.toBe(0);
    expect(mosquittoPub(port, 'car-0001', 'car-0001')).not.toBe(0);
    expect(observer.messages()).toHaveLength(messages.length);

    terminal.signal('SIGINT');
    expect(await terminal.ended).toBe(0);
  },
  limit,
);
