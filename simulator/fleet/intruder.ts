import type { CarId } from '../../protocol/ids.ts';
import type { Verdict } from '../../protocol/messages/words.ts';
import type { Intrusion, IntrusionKind } from '../checkers/witness.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { PhoneEnd, PhoneLinkTwin } from '../phone-link.ts';
import type { DriversPhone } from './phone.ts';

/** A token that a driver got, and the bytes with which it opened its car. */
export interface SeenToken {
  readonly car: CarId;
  readonly token: Uint8Array;
  readonly phone: DriversPhone;
  /** What the phone sent to the car, in order. */
  readonly sent: readonly Uint8Array[];
}

/** A car that is tried; its key is known to everyone. */
export interface Target {
  readonly car: CarId;
  readonly link: PhoneLinkTwin;
  readonly carKey: Uint8Array;
}

export interface IntruderParts {
  readonly random: SeededRandom;
  /** A phone that nobody has enrolled. */
  readonly phone: DriversPhone;
  readonly trueTime: () => Intrusion['at'];
  readonly pause: (seconds: number) => Promise<void>;
}

const kinds: readonly IntrusionKind[] = ['changed-token', 'other-phone', 'other-car', 'replay'];

/** Somebody who tries a car with what is not theirs: each time in one of several ways. */
export class Intruder {
  readonly #parts: IntruderParts;

  constructor(parts: IntruderParts) {
    this.#parts = parts;
  }

  /** Null where nothing is there to be misused yet, or the car answers nobody. */
  async try(target: Target, seen: readonly SeenToken[]): Promise<Intrusion | null> {
    const { random, trueTime } = this.#parts;
    const { car } = target;
    const kind = random.pick(kinds);
    const own = seen.filter((known) => known.car === car);
    const usable = kind === 'other-car' ? seen.filter((known) => known.car !== car) : own;
    if (usable.length === 0) return null;
    const at = trueTime();
    try {
      return { at, car, kind, verdict: await this.#attempt(kind, target, random.pick(usable)) };
    } catch {
      return { at, car, kind, verdict: null };
    }
  }

  async #attempt(
    kind: IntrusionKind,
    target: Target,
    { token, phone, sent }: SeenToken,
  ): Promise<Verdict | null> {
    switch (kind) {
      case 'changed-token':
        return this.#unlock(phone, target, this.#changed(token));
      case 'other-phone':
        return this.#unlock(this.#parts.phone, target, token);
      case 'other-car':
        return this.#unlock(phone, target, token);
      case 'replay':
        return this.#replay(target.link, sent);
      default:
        return kind satisfies never;
    }
  }

  async #unlock(phone: DriversPhone, { link, carKey }: Target, token: Uint8Array): Promise<Verdict | null> {
    const { phone: caller, end } = phone.connect(link, { token, carKey, lists: [] });
    try {
      return (await caller.request('unlock')).verdict;
    } finally {
      end.close();
    }
  }

  #changed(token: Uint8Array): Uint8Array {
    const changed = Uint8Array.from(token);
    const bit = this.#parts.random.int(0, 8 * token.length - 1);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return changed;
  }

  /** Says again what a phone has said; whatever the car answers, the relays tell whether it took it. */
  async #replay(link: PhoneLinkTwin, sent: readonly Uint8Array[]): Promise<null> {
    const end: PhoneEnd = link.connect({ data: () => {}, closed: () => {} });
    for (const bytes of sent) {
      end.write(bytes);
      await this.#parts.pause(1);
    }
    await this.#parts.pause(5);
    end.close();
    return null;
  }
}
