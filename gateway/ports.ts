import type {
  CarId,
  CommandId,
  CustomerId,
  DriverId,
  KeyId,
  ReservationId,
  TokenId,
} from '../protocol/ids.ts';
import type { CarriedList, ListNumbers } from '../protocol/lists/list.ts';
import type { Command } from '../protocol/messages/command.ts';
import type { Clock, Log, Random, Timers } from '../protocol/runtime.ts';
import type { PublicKey } from '../protocol/token/cose-key.ts';
import type { Pass } from '../protocol/token/pass.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import type { SqlDatabase } from './database.ts';
import type { AfterCommit, ArrivedMessage, IngestResult } from './ingest/message.ts';
import type { ReplayOutcome } from './ingest/replays.ts';
import type { SetAsideId, SetAsideItem } from './ingest/set-aside-list.ts';
import type { UrgentRecord } from './ingest/urgent-list.ts';
import type { LastTold } from './last-told.ts';
import type { ParcelTaken } from './parcels.ts';
import type { CommandMade } from './register/commands.ts';
import type { Enrolment, EnrolmentCode } from './register/enrolment.ts';
import type { CarProvision, NewCar } from './register/fleet.ts';
import type { NewestLists, OutsideToken, Revocation } from './register/lists.ts';
import type { NewCustomer } from './register/people.ts';
import type { ChangedReservation, NewReservation } from './register/reservations.ts';
import type { NewSettings, SettingsOfCar } from './register/settings.ts';
import type { Account } from './rental/account.ts';
import type { Rented } from './rental/car-state.ts';
import type { StatementVersion } from './rental/statement.ts';
import type { IngestCounts } from './storage/counts.ts';
import type { ReservationRow } from './storage/reservations.ts';
import type { Schema } from './storage/schema.ts';
import type { QuarantinedRow, RejectedRow } from './storage/set-aside.ts';
import type { TokenRequest } from './token/issue-token.ts';
import type { GrantedToken } from './token/tokens-for-phone.ts';

/** Who is at the other end of an MQTT connection. An observer only reads. */
export type Peer =
  | { readonly kind: 'car'; readonly car: CarId }
  | { readonly kind: 'observer'; readonly name: string };

/** What the broker asks the gateway. All but `received` and `authenticate` answer at once. */
export interface BrokerHooks {
  /** The peer, or null where name or password is wrong. */
  authenticate(username: string, password: Uint8Array): Promise<Peer | null>;
  mayPublish(peer: Peer, topic: string): boolean;
  maySubscribe(peer: Peer, filter: string): boolean;
  /**
   * A message at QoS 1, or a last will. PUBACK waits for the promise (D3); a rejection closes the connection without
   * PUBACK. Called in the order of each connection's packets, the next one without waiting for the answer to the last.
   */
  received(peer: Peer, topic: string, payload: Uint8Array): Promise<void>;
  connected(peer: Peer): void;
  disconnected(peer: Peer): void;
}

/** Where a broker can be reached. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** The MQTT broker in front of the gateway: embedded (aedes) or its twin. */
export interface Broker {
  /** @throws {Fault} `port-taken` when the port asked for is in use. */
  listen(hooks: BrokerHooks): Promise<BrokerAddress>;
  /** Publishes at QoS 1 to whoever has subscribed. */
  publish(topic: string, payload: Uint8Array, options: { readonly retain: boolean }): Promise<void>;
  /** Closes all connections of a car, as after ten seconds without COMMIT (D4). */
  disconnect(car: CarId): void;
  close(): Promise<void>;
}

/** What the storing half of a gateway gets from outside. */
export interface StorePorts {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What the operator enters and asks. Faults are named where each is made, in `register/` and `token/`. */
export interface OperatorMethods {
  addCar(car: NewCar): CarProvision;
  /** New keys for a car whose file is lost; what the old key has signed stays good. */
  renewCar(car: CarId, publicKey: Uint8Array): CarProvision;
  addCustomer(customer: NewCustomer): void;
  addDriver(driver: DriverId): void;
  allowDriver(driver: DriverId, customer: CustomerId): void;
  enrolPhone(driver: DriverId, key: PublicKey): KeyId;
  /** With it a driver enrols one phone within 24 hours. */
  enrolmentCode(driver: DriverId): EnrolmentCode;
  addReservation(reservation: NewReservation): ReservationId;
  /** Moves the end (T8). */
  changeReservation(reservation: ReservationId, endsAt: EpochMilliseconds): ChangedReservation;
  cancelReservation(reservation: ReservationId): Revocation;
  /** Denies one token, or a reservation with all its tokens (clause 12.4). */
  revoke(id: TokenId | ReservationId, outside: OutsideToken | null): Revocation;
  /** Keeps a list that the root key has signed. */
  keepFleetList(list: CarriedList): void;
  /** What a car should follow (clause 12). */
  listsFor(car: CarId): CarriedList[];
  /** What it has recorded to follow; 0 for none. */
  listsOfCar(car: CarId): ListNumbers;
  fleetLists(): CarriedList[];
  /** What an operator changes in cars over the air (clause 13). */
  setSettings(settings: NewSettings): SettingsOfCar[];
  settingsOf(car: CarId): SettingsOfCar;
  allSettings(): SettingsOfCar[];
  /** COSE_Sign1 (D7). */
  issueToken(request: TokenRequest): Pass;
  /** The P-256 point to which cars encrypt what phones carry; null where this gateway takes no parcels. */
  courierKey(): Uint8Array | null;
  /** The key that cars must know to take this gateway's tokens. */
  issuerKey(): PublicKey;

  cars(): CarEntry[];
  /** What is known of one car. @throws {Fault} `not-found` */
  carInFull(car: CarId): CarInFull;
  reservations(): ReservationRow[];
  rentals(): Rental[];
  /** All statements, in the order in which they were written. */
  statements(): StatementVersion[];
  /** Those of one reservation; usually one. */
  statement(reservation: ReservationId): StatementVersion[];
  account(car: CarId): Account;
  /** Ways that belong to no rental. */
  unassigned(car: CarId): UnassignedWay[];
  /** Records that are missing for good. */
  gaps(car: CarId): Gap[];
  /** What cars said that cannot wait for the records before it (D5), the latest first; of all cars where `car` is null. */
  urgent(car: CarId | null, limit: number): UrgentRecord[];
  /** Writes a remote command down; a serving gateway brings it to the car (clause 5.2). */
  makeCommand(car: CarId, action: Command['action']): CommandMade;
  /** What came of a remote command; null where none has this id. */
  command(command: CommandId): GivenCommand | null;
  figures(): Figures;
  rejected(limit: number): RejectedRow[];
  quarantined(limit: number): QuarantinedRow[];
  /** Rejected and quarantined input in the order of arrival, at most `limit` of each. */
  setAside(limit: number): SetAsideItem[];
  /** @throws {Fault} `not-found` */
  setAsideItem(id: SetAsideId): SetAsideItem;
  /** Takes it as if it had just arrived, where it can be taken now. @throws {Fault} `not-found` */
  replay(id: SetAsideId): ReplayOutcome;
}

/** What drivers' phones ask over HTTP (clause 11). */
export interface PhoneMethods {
  redeem(enrolment: Enrolment): KeyId;
  /** Null where no such phone is enrolled. */
  phoneKey(key: KeyId): PublicKey | null;
  tokensFor(key: KeyId): GrantedToken[];
  /** Records of one rental that a phone has carried (clause 12.7). */
  takeParcel(parcel: Uint8Array): ParcelTaken;
}

/** The storing half of the gateway; everything is done, or has failed, when a call returns. */
export interface StoreMethods extends OperatorMethods, PhoneMethods {
  /** One transaction for messages of many cars. @throws {Fault} `database-failed`: acknowledge nothing. */
  ingest(messages: readonly ArrivedMessage[]): IngestResult;
  /** Does a little of what can wait until after the PUBACKs. @throws {Fault} `database-failed`. */
  settle(): AfterCommit;
  authenticate(car: CarId, password: Uint8Array): boolean;
  /** Signed settings that a car has not said anything of yet. */
  settingsFor(car: CarId): { readonly version: number; readonly signed: Uint8Array } | null;
  /** Of all cars that have not said anything of their newest settings yet. */
  untoldSettings(): { readonly car: CarId; readonly version: number }[];
  /** Those that wait to be published, or have been and are not answered yet. */
  openCommands(): CommandMade[];
  /** Newest numbers: of the fleet's lists, and of each car's deny-list. */
  listNumbers(): NewestLists;
}

type MaybeLater<T> = T | Promise<T>;

/** The storing half as the broker half sees it: on another thread, or beside it in a simulation. */
export type Store = {
  readonly [Name in keyof StoreMethods]: (
    ...parameters: Parameters<StoreMethods[Name]>
  ) => MaybeLater<ReturnType<StoreMethods[Name]>>;
};

/** A car as it was entered, without its secrets, and when something that counts came from it last; null for never. */
export type CarEntry = Readonly<Pick<Schema['cars'], 'car' | 'priceClass' | 'registration'>> & {
  readonly lastRecordAt: EpochMilliseconds | null;
};

/** One car as its operator sees it. */
export interface CarInFull extends CarEntry {
  readonly told: LastTold;
  /** The rental that is open, as far as its records are applied. */
  readonly rental: Pick<Rented, 'reservation' | 'openedAt' | 'tripMetres'> | null;
  /** The latest last; records after `through` wait for those between. */
  readonly journals: readonly Pick<Schema['journals'], 'journal' | 'through' | 'highest'>[];
  /** Stretches of records that are missing for good. */
  readonly gaps: number;
  readonly counts: IngestCounts;
}

/** A rental as drawn from the records. */
export type Rental = Readonly<Schema['rentals']>;
/** Kilometres without a rental. */
export type UnassignedWay = Readonly<Schema['unassigned']>;
/** Records without content. */
export type Gap = Readonly<Schema['gaps']>;

export type { SettingsOfCar, StatementVersion };

/** A remote command; `outcome` is null until the car's record of it is here. */
export type GivenCommand = Readonly<Schema['commands']>;

/** What became of what the cars sent. */
export interface Figures extends IngestCounts {
  readonly byCar: readonly (IngestCounts & { readonly car: CarId })[];
}

/** What a gateway gets from outside (D1). */
export interface GatewayPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly broker: Broker;
  readonly store: Store;
}
