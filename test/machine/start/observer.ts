import { readBatch } from '../../../protocol/messages/packed-batch.ts';
import { decodeRecord } from '../../../protocol/messages/record.ts';
import { kindNumber, type RecordKind } from '../../../protocol/messages/registry.ts';
import { sha256 } from '../../../protocol/node-digest.ts';
import { everything, parseTopic } from '../../../protocol/topics.ts';
import { Terminal } from './newcomer.ts';

/** One message as mosquitto_sub prints it. */
export interface SeenMessage {
  readonly topic: string;
  readonly retained: boolean;
  readonly payload: Uint8Array;
}

/** mosquitto_sub with the printed login. */
export class Observer {
  readonly #terminal: Terminal;

  constructor(port: string, name: string, password: string) {
    this.#terminal = new Terminal('mosquitto_sub', [
      ...['-h', '127.0.0.1', '-p', port, '-u', name, '-P', password],
      ...['-q', '1', '-t', everything, '-F', '%t %r %x'],
    ]);
  }

  messages(): SeenMessage[] {
    const lines = this.#terminal.out.split('\n').slice(0, -1);
    return lines.map((line) => {
      const [topic = '', retained, payload = ''] = line.split(' ');
      return { topic, retained: retained === '1', payload: new Uint8Array(Buffer.from(payload, 'hex')) };
    });
  }

  /** Resolves when so many retained messages have come. */
  async retained(count: number): Promise<void> {
    await this.#terminal.shows(new RegExp(`^(\\S+ 1 \\S+\n){${count}}`));
  }

  /** Resolves when so many records of a kind have been seen. */
  async sees(kind: RecordKind, count: number): Promise<void> {
    for (let seen = 0; ; seen = this.#terminal.out.length) {
      const found = this.messages().filter(({ topic }) => parseTopic(topic)?.name === 'records');
      const kinds = found.flatMap(({ payload }) => readBatch(payload, sha256).records).map(kindOf);
      if (kinds.filter((each) => each === kindNumber(kind)).length >= count) return;
      await this.#terminal.shows(new RegExp(`^[^]{${seen + 1}}`));
    }
  }
}

const kindOf = (record: Uint8Array): number => decodeRecord(record).header.kind;
