import type { SettingsOfCar, StatementVersion } from '../../gateway/ports.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import type { CarProof } from '../report/proof.ts';
import type { Ask, BoltMove, CustodyMove, Drive, Intrusion, ReceiptSent, RelayMove, Tow } from './witness.ts';

/** A rental as it really was; `ending` is what the driver did. */
export interface TrueRental {
  readonly car: string;
  readonly reservation: string;
  readonly ending: 'ends' | 'abandons';
  /** As first reserved. */
  readonly reservedFrom: number;
  readonly reservedUntil: number;
  readonly openedAt: number;
  readonly returnedAt: number;
  readonly openedOdometerMetres: number;
  readonly returnedOdometerMetres: number;
}

/** Where a record stands: the same in the car, on the wire and in the database. */
export interface Place {
  readonly car: string;
  readonly journal: string;
  readonly seq: number;
}

/** A record that has been seen on the wire; links in hexadecimal. */
export interface SeenRecord extends Place {
  readonly link: string;
}

/** A record in the gateway's database, read anew from its bytes. */
export interface StoredRecord extends SeenRecord {
  readonly previousLink: string;
  readonly bodyDigest: string;
  readonly bootCount: number;
  readonly elapsed: number;
  readonly odometerMetres: number;
  /** Waits for records before it. */
  readonly isWaiting: boolean;
  /** Came when its place had been passed over: kept and shown, not applied. */
  readonly isLate: boolean;
  readonly fact: Fact | null;
}

/** Records that the gateway has otherwise: named as lost, rejected, or quarantined. */
export interface OtherPlace {
  readonly car: string;
  readonly journal: string;
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** A rental as the gateway drew it from the records. */
export interface DrawnRental {
  readonly car: string;
  readonly reservation: string;
  readonly openedSeq: number;
  readonly closedSeq: number | null;
  readonly openedOdometerMetres: number;
  readonly closedOdometerMetres: number | null;
}

/** A car at the end of the run. */
export interface CarAtEnd {
  readonly car: string;
  readonly isOn: boolean;
  readonly isDelivered: boolean;
  /** Its disk has lost or changed what it had reported as synced: its records may be missing, where the books say so. */
  readonly isDiskSpoilt: boolean;
  readonly keyInHolder: boolean;
  readonly fuelCardInHolder: boolean;
  /** By how much another source that stood in for the car's own may differ from the dashboard; 0 where none had to. */
  readonly resolutionMetres: number;
  /** What a car without an odometer showed and nobody can read any more. */
  readonly unreadMetres: number;
}

/** The most that something of bounded size was seen to hold. */
export interface Peak {
  readonly what: string;
  readonly most: number;
  readonly bound: number;
}

/** What a run left behind: on one side what really happened, on the other what came of it. Checkers see nothing else. */
export interface Evidence {
  readonly rentals: readonly TrueRental[];
  readonly cars: readonly CarAtEnd[];
  readonly custody: readonly CustodyMove[];
  readonly drives: readonly Drive[];
  readonly tows: readonly Tow[];
  readonly relays: readonly RelayMove[];
  /** Every car was locked before. */
  readonly bolts: readonly BoltMove[];
  readonly asks: readonly Ask[];
  readonly intrusions: readonly Intrusion[];
  /** What went wrong for drivers. */
  readonly failures: readonly string[];

  readonly seen: readonly SeenRecord[];
  readonly receipts: readonly ReceiptSent[];
  readonly stored: readonly StoredRecord[];
  readonly elsewhere: readonly OtherPlace[];
  readonly drawnRentals: readonly DrawnRental[];
  readonly statements: readonly StatementVersion[];
  readonly proofs: readonly CarProof[];
  readonly peaks: readonly Peak[];
  /** What was sent over the air to each car last, and what the car has said of it. */
  readonly settings: readonly SettingsOfCar[];
  /** Rentals under way, or closed and not billed; what the gateway's health says where it is red. */
  readonly unsettled: readonly string[];
}
