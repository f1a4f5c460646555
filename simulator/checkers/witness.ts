import type { RelayCommand } from '../../device/ports.ts';
import type { CarId, ReservationId } from '../../protocol/ids.ts';
import type { Action, Verdict } from '../../protocol/messages/words.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';

/** A relay that moved. */
export interface RelayMove {
  readonly at: EpochMilliseconds;
  readonly car: CarId;
  readonly command: RelayCommand;
}

/** A bolt of a car that moved. */
export interface BoltMove {
  readonly at: EpochMilliseconds;
  readonly car: CarId;
  readonly locked: boolean;
}

/** Somebody at a car with a right: from taking out the phone until the answer, or until it was clear that none would come. */
export interface Ask {
  readonly from: EpochMilliseconds;
  readonly to: EpochMilliseconds;
  readonly car: CarId;
  readonly reservation: ReservationId;
  readonly action: Action;
  /** Null where no answer came. */
  readonly verdict: Verdict | null;
}

/** Ways of those who have no right. */
export type IntrusionKind = 'changed-token' | 'other-phone' | 'other-car' | 'replay';

/** Somebody at a car without a right. */
export interface Intrusion {
  readonly at: EpochMilliseconds;
  readonly car: CarId;
  readonly kind: IntrusionKind;
  readonly verdict: Verdict | null;
}

/** A message of a car, as it reached the broker for the first time. */
export interface Brought {
  readonly at: EpochMilliseconds;
  readonly car: CarId;
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** A receipt as the gateway published it, with what its database held at that moment. */
export interface ReceiptSent {
  readonly at: EpochMilliseconds;
  readonly car: CarId;
  readonly journal: string;
  readonly through: number;
  /** Of the records up to there: how many are stored, set aside or named as lost, all of it committed. */
  readonly committed: number;
}

/** A key or fuel card that was moved. */
export interface CustodyMove {
  readonly at: EpochMilliseconds;
  readonly car: CarId;
  readonly what: 'key' | 'fuel-card';
  readonly inHolder: boolean;
}

/** A way that the dashboard showed and nobody drove. */
export interface Tow {
  readonly at: EpochMilliseconds;
  readonly car: CarId;
  readonly metres: number;
}

/**
 * What a car forgets, up to so much, before anybody has read it: one without an odometer as its codes are cleared, or before it has
 * been driven; one with an odometer as another instrument cluster is built in that shows less.
 */
export interface Clearing {
  readonly car: CarId;
  readonly of: 'counter' | 'odometer';
  readonly metres: number;
  /** Since the clearing before: those after the last one seen were read by nobody. */
  readonly drives: readonly Drive[];
}

/** From ignition on to ignition off. */
export interface Drive {
  readonly from: EpochMilliseconds;
  readonly to: EpochMilliseconds;
  readonly car: CarId;
  readonly metres: number;
  /**
   * The unit was there as it ended, long enough to have read the odometer, which a car tells to nobody afterwards; and went on
   * until it had written a record with it.
   */
  isSeen: boolean;
  /** The unit was on all the time, and the adapter or the receiver told it of distance as the drive began. */
  readonly isWhole: boolean;
  /** Of its metres: while neither adapter nor receiver told anything. */
  readonly unheardMetres: number;
  /** The adapter worked as it ended, so that the odometer could be read. */
  readonly isReadAtEnd: boolean;
  /** The car's own odometer, where it tells one, did not stand still as it ended: else the next drive tells where the car is. */
  readonly isToldAtEnd: boolean;
  /** What a unit that alone counts the distance may have lost of it with its power. */
  readonly lostMetres: number;
}

/** Takes down what can be seen from outside of cars and gateway, for the checkers; it decides nothing. */
export class Witness {
  readonly relays: RelayMove[] = [];
  readonly bolts: BoltMove[] = [];
  readonly asks: Ask[] = [];
  readonly intrusions: Intrusion[] = [];
  readonly brought: Brought[] = [];
  readonly receipts: ReceiptSent[] = [];
  readonly custody: CustodyMove[] = [];
  readonly drives: Drive[] = [];
  readonly tows: Tow[] = [];
  readonly clearings: Clearing[] = [];
}
