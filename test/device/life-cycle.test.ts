import { describe, expect, it } from 'vitest';
import type { Mqtt, MqttEvents } from '../../device/ports.ts';
import { readBatch } from '../../protocol/messages/packed-batch.ts';
import { encodeReceipt } from '../../protocol/messages/receipt.ts';
import { decodeStatus } from '../../protocol/messages/status.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import { encodeAuthenticated } from '../../protocol/token/authenticated.ts';
import { parseTopic, topicOf } from '../../protocol/topics.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { car, deviceWorld, factsOf } from '../support/device-world.ts';
import { hmacWith } from '../support/signing-keys.ts';

const gatewayKey = hmacWith(new Uint8Array(32).fill(4));

/** A gateway that receipts whatever comes, and claims to have `ahead` more records of the first journal than it was sent. */
function boastfulGateway(ahead: number) {
  const journals = new Set<string>();
  const states: string[] = [];
  const receipt = (journal: ReturnType<typeof readBatch>['journal'], through: number): Uint8Array =>
    encodeAuthenticated(
      topicOf(car, 'receipts'),
      encodeReceipt({ journal, through, link: null, gatewayTime: epochMilliseconds(0) }),
      gatewayKey,
    );
  const mqtt: Mqtt = {
    async connect(_, events: MqttEvents) {
      return {
        async publish(topic, payload) {
          const name = parseTopic(topic)?.name;
          if (name === 'status') states.push(decodeStatus(payload).state);
          if (name !== 'records') return;
          const { journal, firstSeq, records } = readBatch(payload, sha256);
          const through = firstSeq + records.length - 1;
          journals.add(journal);
          const [first] = journals;
          const claimed = journal === first ? through + ahead : through;
          events.message(topicOf(car, 'receipts'), receipt(journal, claimed));
        },
        async subscribe() {},
        async ping() {},
        async close() {},
      };
    },
  };
  return { mqtt, journals, states };
}

describe('a car whose tail is lost (D6)', () => {
  it('begins one new journal, says so, and delivers it', async () => {
    const gateway = boastfulGateway(7);
    const world = deviceWorld({ mqtt: gateway.mqtt });
    await world.boot();
    await world.pass(60);
    expect(gateway.journals.size).toBe(2);
    const [first, second] = [...gateway.journals];
    const records = await world.records();
    expect(records[0]?.header.journal).toBe(second);
    expect(factsOf(records, 'journal-opened')).toMatchObject([
      { reason: 'tail-lost', previousJournal: first },
    ]);
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'granted' });
  });
});

describe('a car that is told that all is stored', () => {
  it('knows it, and says goodbye at the end', async () => {
    const gateway = boastfulGateway(0);
    const world = deviceWorld({ mqtt: gateway.mqtt });
    await world.boot();
    await world.pass(30);
    expect(world.isDelivered()).toBe(true);
    await world.stop();
    expect(gateway.states).toEqual(['online', 'offline']);
    expect(gateway.journals.size).toBe(1);
  });
});

describe('a shutdown', () => {
  it('comes to an end on a disk that fails', async () => {
    const world = deviceWorld();
    await world.boot();
    world.disk.condition = 'failing';
    await world.ask('unlock');
    await world.stop();
    expect(world.relays).toEqual(['release', 'unlock']);
  });

  it('leaves a car that can be started again', async () => {
    const world = deviceWorld();
    await world.boot();
    await world.ask('unlock');
    await world.stop();
    await world.boot();
    expect(await world.ask('lock')).toMatchObject({ verdict: 'granted' });
  });
});
