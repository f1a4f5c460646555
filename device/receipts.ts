import { fromHex } from '../protocol/codec/bytes.ts';
import type { CarId, ReservationId } from '../protocol/ids.ts';
import { encodeRentalReceipt, type RentalReceipt } from '../protocol/link/rental-receipt.ts';
import type { Sign } from '../protocol/token/signed.ts';
import type { CabinInputs } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { OpenRental } from './rental/rental.ts';
import type { RentalCourse, ReturnedRental } from './state/course.ts';
import type { RentalSurroundings } from './surroundings.ts';
import type { WallTime } from './time/wall-clock.ts';

export interface ReceiptParts {
  readonly car: CarId;
  readonly sign: Sign;
  readonly recorder: Recorder;
  readonly wallTime: () => WallTime;
  readonly surroundings: Pick<RentalSurroundings, 'fuelPermille' | 'missing'>;
}

type Common = Pick<
  RentalReceipt,
  | 'car'
  | 'reservation'
  | 'subject'
  | 'openedAt'
  | 'openedOdometerMetres'
  | 'trips'
  | 'openedFuelPermille'
  | 'journal'
  | 'fromSeq'
>;

/** The car's word to its driver, at a lock and at the end (clause 12.6). */
export class Receipts {
  readonly #parts: ReceiptParts;

  constructor(parts: ReceiptParts) {
    this.#parts = parts;
  }

  /** Of a rental that goes on, as it stands now; null where none of this reservation is open. */
  locked(reservation: ReservationId, inputs: CabinInputs): Uint8Array | null {
    const { recorder, wallTime, surroundings, sign } = this.#parts;
    const { rental, course, odometer } = recorder.state;
    if (rental.kind === 'none' || rental.reservation !== reservation || course === null) return null;
    const { time, quality } = wallTime();
    const fuel = surroundings.fuelPermille;
    return encodeRentalReceipt(
      {
        ...this.#common(rental, course),
        moment: 'locked',
        at: time,
        clockQuality: quality,
        odometerMetres: odometer.metres,
        ...(fuel === null ? {} : { fuelPermille: fuel }),
        keyInHolder: inputs.keyInHolder,
        fuelCardInHolder: inputs.fuelCardInHolder,
        missing: [...surroundings.missing(inputs)],
        throughSeq: recorder.lastSeq,
        link: recorder.lastLink,
      },
      sign,
    );
  }

  /** Of the rental that ended last; null where it was another one's. */
  ended(reservation: ReservationId): Uint8Array | null {
    const { recorder, sign } = this.#parts;
    const { returned } = recorder.state;
    if (returned === null || returned.rental.reservation !== reservation) return null;
    return encodeRentalReceipt(this.#ofReturned(returned), sign);
  }

  #ofReturned(returned: ReturnedRental): RentalReceipt {
    const { rental, course, closedSeq, returnedAt, returnedAtQuality, odometerMetres, fuelPermille } =
      returned;
    const { keyInHolder, fuelCardInHolder } = returned;
    return {
      ...this.#common(rental, course),
      moment: 'ended',
      at: returnedAt,
      clockQuality: returnedAtQuality,
      odometerMetres,
      ...(fuelPermille === null ? {} : { fuelPermille }),
      keyInHolder,
      fuelCardInHolder,
      missing: [],
      throughSeq: closedSeq,
      link: fromHex(returned.link),
    };
  }

  #common(rental: OpenRental, course: RentalCourse): Common {
    const { reservation, subject, openedAt, openedOdometerMetres } = rental;
    const { openedFuelPermille, trips, journal, openedSeq } = course;
    return {
      car: this.#parts.car,
      reservation,
      subject,
      openedAt,
      openedOdometerMetres,
      trips: [...trips],
      ...(openedFuelPermille === null ? {} : { openedFuelPermille }),
      journal,
      fromSeq: openedSeq,
    };
  }
}
