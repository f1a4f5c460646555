import type { Issuer } from '../../device/access/issuers.ts';
import { createVerifier } from '../../device/access/signatures.ts';
import { keyIdOf } from '../../device/keys.ts';
import { fromHex } from '../../protocol/codec/bytes.ts';
import type { TokenId } from '../../protocol/ids.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../protocol/link/frame.ts';
import { decodeLinkMessage, encodeLinkMessage } from '../../protocol/link/messages.ts';
import { Phone } from '../../protocol/link/phone.ts';
import { slipDecode, slipStart } from '../../protocol/link/slip.ts';
import { decodeToken } from '../../protocol/token/token.ts';
import { nodeCrypto } from '../../simulator/phone/node-crypto.ts';
import { type CarLink, linkedCar } from './linked-car.ts';
import { countingRandom } from './random.ts';
import { ed25519Key, type SigningKey } from './signing-keys.ts';

const carKey = ed25519Key(new Uint8Array(32).fill(1));

/** A phone that asks once to unlock, and what it has been told. */
interface Asking {
  readonly phone: Phone;
  readonly tokenId: TokenId;
  outcome: string | null;
}

/** Where something can be said: on links to the car, or to a phone. */
export type Place = 'car-0' | 'car-1' | 'car-2' | 'phone-0' | 'phone-1';
export const places: readonly Place[] = ['car-0', 'car-1', 'car-2', 'phone-0', 'phone-1'];

interface Heard {
  readonly from: Place;
  readonly message: Uint8Array;
}

/** A car and two phones that reach each other through somebody who hears all, and says what and where he likes. */
export class HostileAir {
  readonly #car: ReturnType<typeof linkedCar>;
  readonly #links: readonly CarLink[];
  readonly #phones: readonly Asking[];
  readonly heard: Heard[] = [];

  constructor(issuer: Issuer, rights: readonly { readonly token: Uint8Array; readonly phone: SigningKey }[]) {
    const { audience } = decodeToken(rights[0]?.token ?? new Uint8Array()).claims;
    const verify = createVerifier();
    this.#car = linkedCar({
      carKey,
      random: countingRandom(),
      latency: 0,
      context: { car: audience, issuers: [issuer], root: null, keyIdOf, verify },
    });
    this.#links = [0, 1, 2].map(() => this.#car.connect());
    this.#phones = rights.map(({ token, phone }, at) => this.#asking(at, token, phone));
  }

  get unlocks(): number {
    return this.#car.relays.filter(({ command }) => command === 'unlock').length;
  }

  get outcomes(): readonly (string | null)[] {
    return this.#phones.map(({ outcome }) => outcome);
  }

  /** Of each phone's token, how many unlocks the car has written down as granted. */
  async grants(): Promise<readonly number[]> {
    const facts = await this.#car.facts();
    return this.#phones.map(
      ({ tokenId }) =>
        facts.filter(
          (fact) => fact.kind === 'access-decided' && fact.verdict === 'granted' && fact.tokenId === tokenId,
        ).length,
    );
  }

  /** Lets everything run that can. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 4 || this.#car.isBusy(); turn++) await this.#car.advance(0);
  }

  async say(place: Place, message: Uint8Array): Promise<void> {
    const at = Number(place.slice(-1));
    if (place.startsWith('car')) this.#links[at]?.say(encodeFrame(message));
    else this.#phones[at]?.phone.data(encodeFrame(message));
    await this.settled();
    for (const [link, { heard }] of this.#links.entries())
      for (const said of heard()) this.heard.push({ from: linkPlace(link), message: said });
  }

  /** The last word of a phone reaches the car, or the car's reaches the phone: whichever was said later. */
  async pass(phone: number): Promise<void> {
    const last = this.heard.findLast(({ from }) => from === `phone-${phone}` || from === `car-${phone}`);
    if (last === undefined) return;
    const to = last.from.startsWith('phone') ? `car-${phone}` : `phone-${phone}`;
    const place = places.find((known) => known === to);
    if (place !== undefined) await this.say(place, last.message);
  }

  #asking(at: number, token: Uint8Array, key: SigningKey): Asking {
    const from = places[3 + at] ?? 'phone-0';
    const scalar = fromHex(String(at + 1).padStart(64, '0'));
    const phone = new Phone({
      token,
      carKey: carKey.publicKey.x,
      timers: this.#car.timers,
      crypto: nodeCrypto({ bytes: () => scalar }, key.sign),
      write: (frame) => {
        for (const packet of slipDecode(slipStart, frame, maxFrameBytes).packets)
          this.heard.push({ from, message: openFrame(packet) ?? new Uint8Array() });
      },
    });
    const asking: Asking = { phone, tokenId: decodeToken(token).claims.tokenId, outcome: null };
    phone.request('unlock').then(
      ({ verdict }) => {
        asking.outcome = verdict;
      },
      () => {
        asking.outcome = 'failed';
      },
    );
    return asking;
  }
}

const linkPlace = (link: number): Place => places[link] ?? 'car-0';

/** The sealed words of one side as if the other had said them. */
export function reflected(message: Uint8Array): Uint8Array {
  const read = decodeLinkMessage(message);
  switch (read.type) {
    case 'sealed-request':
      return encodeLinkMessage({ ...read, type: 'sealed-answer' });
    case 'sealed-answer':
      return encodeLinkMessage({ ...read, type: 'sealed-request' });
    default:
      return message;
  }
}
