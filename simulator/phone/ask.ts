import type { ByteStream, Line } from '../../device/ports.ts';
import { MalformedError } from '../../protocol/errors.ts';
import type { LinkMessageOf } from '../../protocol/link/messages.ts';
import { Phone } from '../../protocol/link/phone.ts';
import type { CarriedList } from '../../protocol/lists/list.ts';
import type { Action } from '../../protocol/messages/words.ts';
import type { Random, Timers } from '../../protocol/runtime.ts';
import { nodeCrypto } from './node-crypto.ts';
import type { PhoneKey } from './phone-key.ts';

export interface AskOptions {
  readonly line: Line;
  readonly timers: Timers;
  readonly random: Random;
  readonly token: Uint8Array;
  /** The car's, 32 bytes. */
  readonly carKey: Uint8Array;
  readonly lists: readonly CarriedList[];
  readonly key: PhoneKey;
}

/**
 * Goes to the car, asks for one action, and leaves.
 * @throws {Fault} `line-unavailable`, and those of `Phone.request`
 */
export const ask = (options: AskOptions, action: Action): Promise<LinkMessageOf<'answer'>> =>
  atCar(options, (phone) => phone.request(action));

/** Goes to the car for the parcel of the token's rental. @throws {Fault} as `ask`. */
export const collect = (options: AskOptions): Promise<Uint8Array | null> =>
  atCar(options, async (phone) => {
    await phone.request('status');
    return phone.collect();
  });

async function atCar<Result>(
  { line, timers, random, token, carKey, lists, key }: AskOptions,
  work: (phone: Phone) => Promise<Result>,
): Promise<Result> {
  let stream: ByteStream | null = null;
  const phone = new Phone({
    token,
    timers,
    write: (bytes) => stream?.write(bytes),
    carKey,
    lists,
    crypto: nodeCrypto(random, (bytes) => key.sign(bytes)),
  });
  stream = await line.open({ data: (bytes) => hear(phone, bytes), closed: () => phone.closed() });
  try {
    return await work(phone);
  } finally {
    stream.close();
  }
}

/** What is no message of a car ends the conversation. */
function hear(phone: Phone, bytes: Uint8Array): void {
  try {
    phone.data(bytes);
  } catch (thrown) {
    if (!(thrown instanceof MalformedError)) throw thrown;
    phone.closed();
  }
}
