import type { Transport } from '../../protocol/byte-stream.ts';
import type { LinkMessageOf } from '../../protocol/link/messages.ts';
import type { Phone } from '../../protocol/link/phone.ts';
import { visitCar } from '../../protocol/link/visit.ts';
import type { CarriedList } from '../../protocol/lists/list.ts';
import type { Action } from '../../protocol/messages/words.ts';
import type { Random, Timers } from '../../protocol/runtime.ts';
import { nodeCrypto } from './node-crypto.ts';
import type { PhoneKey } from './phone-key.ts';

export interface AskOptions {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly random: Random;
  readonly token: Uint8Array;
  /** The car's, 32 bytes. */
  readonly carKey: Uint8Array;
  readonly lists: readonly CarriedList[];
  readonly key: PhoneKey;
}

/** Goes to the car, asks for one action, and leaves. @throws {Fault} as `visitCar` */
export const ask = (options: AskOptions, action: Action): Promise<LinkMessageOf<'answer'>> =>
  visit(options, (phone) => phone.request(action));

/** Goes to the car for the parcel of the token's rental. @throws {Fault} as `ask` */
export const collect = (options: AskOptions): Promise<Uint8Array | null> =>
  visit(options, async (phone) => {
    await phone.request('status');
    return phone.collect();
  });

const visit = <Result>(
  { random, key, ...options }: AskOptions,
  work: (phone: Phone) => Promise<Result>,
): Promise<Result> => visitCar({ ...options, crypto: nodeCrypto(random, (bytes) => key.sign(bytes)) }, work);
