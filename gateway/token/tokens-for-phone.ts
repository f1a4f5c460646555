import { decode } from '../../protocol/codec/cbor.ts';
import { Fault } from '../../protocol/errors.ts';
import type { CarId, KeyId, ReservationId } from '../../protocol/ids.ts';
import { type PublicKey, readCoseKey } from '../../protocol/token/cose-key.ts';
import type { Pass } from '../../protocol/token/pass.ts';
import { type EpochMilliseconds, shifted } from '../../protocol/units.ts';
import { freshToken, passWith, type TokenParts } from './issue-token.ts';

/** A token with what its driver is shown of the reservation. */
export interface GrantedToken extends Pass {
  readonly reservation: ReservationId;
  readonly car: CarId;
  readonly startsAt: EpochMilliseconds;
  readonly endsAt: EpochMilliseconds;
}

/** So long before the reserved start a phone may have its token: it may be without coverage when it needs it. */
const aheadMilliseconds = 24 * 3_600_000;
/** Reservations of one driver at a time; the earliest count (D13). */
const mostTokens = 16;

/** What enrolled phones are given. */
export const createPhoneTokens = (parts: TokenParts) => ({
  phoneKey(key: KeyId): PublicKey | null {
    const phone = parts.storage.people.phone(key);
    return phone === undefined ? null : readCoseKey(decode(phone.coseKey));
  },

  /**
   * Tokens for all reservations of the phone's driver that run or begin within 24 hours and whose car is not returned yet,
   * within the limit of use.
   * @throws {Fault} `phone-not-enrolled`; `limit-of-use`, with the figures, where it alone leaves none.
   */
  tokensFor: (key: KeyId): GrantedToken[] =>
    parts.storage.transaction(() => {
      const { storage, clock, returnGraceHours } = parts;
      const phone = storage.people.phone(key);
      if (phone === undefined) throw notEnrolled(key);
      const now = clock.wall();
      const rows = storage.reservations.awaitedFrom({
        driver: phone.driver,
        startsBefore: shifted(now, aheadMilliseconds),
        endsAfter: shifted(now, -returnGraceHours * 3_600_000),
        limit: mostTokens,
      });
      const limits = rows.map(({ reservation }) => limitFault(parts, reservation));
      const within = rows.filter((_, at) => limits[at] === null);
      const beyond = limits.find((fault) => fault !== null);
      if (within.length === 0 && beyond) throw beyond;
      return within.map((row) => {
        const { reservation, car, startsAt, endsAt } = row;
        const pass = passWith(parts, row, freshToken(parts, row, phone));
        return { ...pass, reservation, car, startsAt, endsAt };
      });
    }),
});

/** Who asks for all tokens gets those that may be issued; why another may not. */
function limitFault({ requireWithinLimit }: TokenParts, reservation: ReservationId): Fault | null {
  try {
    requireWithinLimit(reservation);
    return null;
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'limit-of-use') return thrown;
    throw thrown;
  }
}

const notEnrolled = (key: KeyId): Fault =>
  new Fault({ code: 'phone-not-enrolled', blame: 'sender' }, `key ${key} is no enrolled phone`);
