import { onTestFinished } from 'vitest';
import type { ServerTls } from '../../gateway/adapters/broker-server.ts';
import { EmbeddedBroker } from '../../gateway/adapters/embedded-broker.ts';
import type { Peer } from '../../gateway/ports.ts';
import { type CarId, carId } from '../../protocol/ids.ts';
import type { Header } from '../../protocol/messages/header.ts';
import { readBatch } from '../../protocol/messages/packed-batch.ts';
import { decodeRecord } from '../../protocol/messages/record.ts';
import { kindNumber, type RecordKind } from '../../protocol/messages/registry.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { carMayPublish, carMaySubscribe, parseTopic } from '../../protocol/topics.ts';

/** The records that cars have sent, by journal and seq; no receipt is ever given. */
export class CarRecords {
  readonly #bytes = new Map<string, string>();
  readonly #headers: Header[] = [];
  readonly #watchers = new Set<() => void>();

  /** Every record once, in the order of arrival. */
  headers(): readonly Header[] {
    return this.#headers;
  }

  of(kind: RecordKind): readonly Header[] {
    return this.#headers.filter((header) => header.kind === kindNumber(kind));
  }

  /** Resolves with the first record of a kind, now or later. */
  first(kind: RecordKind): Promise<Header> {
    return new Promise((resolve) => {
      const look = (): void => {
        const [found] = this.of(kind);
        if (found === undefined) return;
        this.#watchers.delete(look);
        resolve(found);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** @throws {Error} on other bytes under the same number. */
  take(payload: Uint8Array): void {
    for (const record of readBatch(payload, sha256).records) this.#take(record);
    for (const look of [...this.#watchers]) look();
  }

  #take(record: Uint8Array): void {
    const { header } = decodeRecord(record);
    const key = `${header.journal}/${header.seq}`;
    const bytes = Buffer.from(record).toString('hex');
    const known = this.#bytes.get(key);
    if (known === undefined) this.#headers.push(header);
    else if (known !== bytes) throw new Error(`${key} was sent with other bytes`);
    this.#bytes.set(key, bytes);
  }
}

/** A broker that any car may use, over TLS where that is given, with what it received; the test ends it. */
export async function openBroker(
  tls?: ServerTls,
): Promise<{ readonly url: string; readonly records: CarRecords }> {
  const records = new CarRecords();
  const broker = new EmbeddedBroker({ port: 0, log: silentLog, ...(tls === undefined ? {} : { tls }) });
  const { host, port } = await broker.listen({
    authenticate: async (username) => ({ kind: 'car', car: carId(username) }),
    mayPublish: (peer, topic) => carMayPublish(carOf(peer), topic),
    maySubscribe: (peer, filter) => carMaySubscribe(carOf(peer), filter),
    received: async (_, topic, payload) => {
      if (parseTopic(topic)?.name === 'records') records.take(payload);
    },
    connected: () => {},
    disconnected: () => {},
  });
  onTestFinished(() => broker.close());
  return { url: `${tls === undefined ? 'mqtt' : 'mqtts'}://${host}:${port}`, records };
}

function carOf(peer: Peer): CarId {
  if (peer.kind !== 'car') throw new Error(`${peer.name} is no car`);
  return peer.car;
}
