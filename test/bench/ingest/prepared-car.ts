import { topicOf } from '../../../protocol/topics.ts';
import { benchCar, carDays, payloadsOf } from './car-days.ts';
import { publishPacket } from './load-client.ts';
import type { Journals } from './messages.ts';

/** A car with all that it is to send, so that sending costs as little as it can. */
export interface PreparedCar {
  readonly name: string;
  readonly number: number;
  readonly records: number;
  /** Records a message. */
  readonly size: number;
  readonly packets: readonly Buffer[];
}

/** Cars are numbered through all journals, so that each fleet has its own. */
export function prepare(all: readonly Journals[]): PreparedCar[][] {
  let number = 0;
  return all.map((journals) => Array.from({ length: journals.cars }, () => preparedCar(number++, journals)));
}

function preparedCar(number: number, journals: Journals): PreparedCar {
  const { records, size, garbageBytes, clockErrorDays = 0 } = journals;
  const { car } = benchCar(number);
  const topic = topicOf(car, 'records');
  const payloads =
    garbageBytes === undefined
      ? payloadsOf(carDays(number, records, clockErrorDays), size)
      : garbage(records, garbageBytes);
  const packets = payloads.map((payload, at) => publishPacket(topic, at, payload));
  return { name: car, number, records, size, packets };
}

/** Each message another one, or the gateway would keep it once. */
const garbage = (count: number, bytes: number): Uint8Array[] =>
  Array.from({ length: count }, (_, number) => {
    const payload = new Uint8Array(Math.max(8, bytes)).fill(0xff);
    new DataView(payload.buffer).setUint32(4, number);
    return payload;
  });
