import { type BrokerLogin, MqttConnector } from '../../../protocol/adapters/mqtt-session.ts';
import { decodeReceipt } from '../../../protocol/messages/receipt.ts';
import { encodeStatus } from '../../../protocol/messages/status.ts';
import { decodeAuthenticated } from '../../../protocol/token/authenticated.ts';
import { topicOf } from '../../../protocol/topics.ts';
import type { JournalWriter } from '../../support/records.ts';
import { hmacWith } from '../../support/signing-keys.ts';

const batchSize = 10;
/** Without a receipt for so long it sends again; 60 s in a car. */
const patienceMilliseconds = 1_000;
const pauseMilliseconds = 100;

/** A car that sends its journal as clause 4.1 says, until the gateway has all of it. */
export class CarStub {
  readonly #login: BrokerLogin;
  readonly #journal: JournalWriter;
  readonly #macKey: Uint8Array;
  /** The last receipt's `through`. */
  through = 0;
  /** The last record of which a PUBACK came. */
  acknowledged = 0;
  connections = 0;
  #receiptArrived: () => void = () => {};

  constructor(login: BrokerLogin, journal: JournalWriter, macKey: Uint8Array) {
    this.#login = login;
    this.#journal = journal;
    this.#macKey = macKey;
  }

  /** Resolves with the receipt for the last record. */
  async deliver(): Promise<void> {
    while (this.through < this.#journal.records.length) {
      await this.#oneSession().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    }
  }

  async #oneSession(): Promise<void> {
    const { car } = this.#journal.car;
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => {});
    const session = await new MqttConnector(this.#login).connect(
      {
        message: (topic, payload) => this.#receipt(topic, payload),
        closed: (reason) => ended.reject(new Error(reason)),
      },
      { mostCalls: 100 },
    );
    this.connections += 1;
    await session.subscribe(topicOf(car, 'receipts'));
    const { journal, records } = this.#journal;
    const status = encodeStatus({ state: 'online', journal, lastSeq: records.length });
    await session.publish(topicOf(car, 'status'), status, { retain: true });
    while (this.through < records.length) {
      const from = this.through + 1;
      const to = Math.min(from + batchSize - 1, records.length);
      const receipted = this.#receiptedThrough(to);
      await session.publish(topicOf(car, 'records'), this.#journal.batch(from, to), { retain: false });
      this.acknowledged = to;
      await Promise.race([receipted, ended.promise]);
    }
    await session.close();
  }

  #receipt(topic: string, payload: Uint8Array): void {
    const content = decodeAuthenticated(topic, payload, hmacWith(this.#macKey));
    this.through = decodeReceipt(content).through;
    this.#receiptArrived();
  }

  /** Resolves then, or when patience is at its end. */
  #receiptedThrough(seq: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patienceMilliseconds);
      this.#receiptArrived = () => {
        if (this.through < seq) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
