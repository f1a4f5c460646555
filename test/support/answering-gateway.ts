import type { BrokerAddress, Mqtt, MqttEvents } from '../../device/ports.ts';
import { fromHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { readBatch } from '../../protocol/messages/packed-batch.ts';
import { encodeReceipt } from '../../protocol/messages/receipt.ts';
import { decodeRecord } from '../../protocol/messages/record.ts';
import { decodeBody } from '../../protocol/messages/registry.ts';
import { decodeStatus } from '../../protocol/messages/status.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import { encodeAuthenticated } from '../../protocol/token/authenticated.ts';
import { parseTopic, topicOf } from '../../protocol/topics.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import { hmacWith } from './signing-keys.ts';

/** A broker, or several, with a gateway behind that has a receipt for everything. */
export function answeringGateway(car: CarId, macKey: string, time: () => EpochMilliseconds) {
  const authenticate = hmacWith(fromHex(macKey));
  /** Where the car connected to, `configured` where it was given no other address. */
  const addresses: string[] = [];
  /** Kinds of records, states, and whatever the test adds, in the order of arrival. */
  const heard: string[] = [];
  let isReachable: (url: string) => boolean = () => true;
  let current: MqttEvents | null = null;
  let pings = 0;

  const receipt = (journal: JournalId, through: number): Uint8Array =>
    encodeAuthenticated(
      topicOf(car, 'receipts'),
      encodeReceipt({ journal, through, link: null, gatewayTime: time() }),
      authenticate,
    );
  const through = new Map<JournalId, number>();
  const answer = (events: MqttEvents, journal: JournalId): void =>
    events.message(topicOf(car, 'receipts'), receipt(journal, through.get(journal) ?? 0));

  const mqtt: Mqtt = {
    async connect(_, events, broker?: BrokerAddress) {
      const url = broker?.url ?? 'configured';
      if (!isReachable(url))
        throw new Fault(
          { code: 'broker-unavailable', blame: 'environment', temporary: true },
          'nobody there',
        );
      addresses.push(url);
      current = events;
      return {
        async publish(topic, payload) {
          const name = parseTopic(topic)?.name;
          if (name === 'status') {
            const { state, journal } = decodeStatus(payload);
            heard.push(state);
            if (state === 'online' && journal !== undefined) answer(events, journal);
          }
          if (name !== 'records') return;
          const { journal, firstSeq, records } = readBatch(payload, sha256);
          through.set(journal, Math.max(through.get(journal) ?? 0, firstSeq + records.length - 1));
          heard.push(...records.map(kindOf));
          answer(events, journal);
        },
        async subscribe() {},
        async ping() {
          pings++;
        },
        async close() {
          if (current === events) current = null;
        },
      };
    },
  };
  return {
    mqtt,
    addresses,
    heard,
    get pings() {
      return pings;
    },
    get isConnected() {
      return current !== null;
    },
    /** The connection of now is lost. */
    cut() {
      current?.closed('no coverage', false);
      current = null;
    },
    /** Under which addresses somebody is there. */
    reachable(at: (url: string) => boolean) {
      isReachable = at;
    },
    /** What it publishes on the topic of lists and settings. */
    offer(payload: Uint8Array) {
      current?.message(topicOf(car, 'lists'), payload);
    },
  };
}

function kindOf(record: Uint8Array): string {
  const { header, bodyBytes } = decodeRecord(record);
  return (bodyBytes === null ? null : decodeBody(header.kind, bodyBytes)?.kind) ?? 'unknown';
}
