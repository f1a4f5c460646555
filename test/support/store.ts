import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { readPriceLists } from '../../gateway/adapters/price-list-files.ts';
import type { Books } from '../../gateway/books.ts';
import { type GatewayConfig, parseGatewayConfig } from '../../gateway/config.ts';
import type { SqlDatabase } from '../../gateway/database.ts';
import { createStore, type StoreSettings } from '../../gateway/gateway.ts';
import type { ArrivedMessage, IngestResult, UplinkTopic } from '../../gateway/ingest/message.ts';
import type { StoreMethods } from '../../gateway/ports.ts';
import type { CarProvision } from '../../gateway/register/fleet.ts';
import { customerId, driverId, type ReservationId } from '../../protocol/ids.ts';
import { decodeReceipt, type Receipt } from '../../protocol/messages/receipt.ts';
import { type Log, silentLog } from '../../protocol/runtime.ts';
import { decodeAuthenticated } from '../../protocol/token/authenticated.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { countingRandom } from './random.ts';
import { type RecordingCar, recordingCar } from './records.ts';
import { hmacWith, sha256 } from './signing-keys.ts';

const lists = await readPriceLists(fileURLToPath(new URL('../../gateway/pricing/lists', import.meta.url)));

/** Settings of a store as tests use them. */
export const storeSettings: StoreSettings = {
  config: parseGatewayConfig({}),
  issuerSeed: sha256(new TextEncoder().encode('issuer')),
  billingSeed: sha256(new TextEncoder().encode('billing')),
  priceLists: lists,
  courierScalar: new Uint8Array(32).fill(6),
};

/** The journals of tests begin here: a Monday, 08:00 in Brussels. */
export const monday = Date.UTC(2026, 5, 1, 6);
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;

/** A store on a database in memory, with cars, a customer and a driver. */
export class TestStore {
  readonly clock: ManualClock;
  readonly database: SqlDatabase;
  readonly store: StoreMethods & Books;
  readonly #provisions = new Map<string, CarProvision>();

  /** `configuration` as a file would say it; `limits` may be lower than in a file, so that a test reaches them soon. */
  constructor(
    database: SqlDatabase = openMemory(),
    configuration: object = {},
    log: Log = silentLog,
    limits: Partial<GatewayConfig['ingest']> = {},
  ) {
    this.database = database;
    this.clock = createManualClock({ wall: monday - hours(1) });
    const config = parseGatewayConfig({ ingest: { receiptMilliseconds: 0 }, ...configuration });
    const store = createStore(
      { database, clock: this.clock.clock, random: countingRandom(), log },
      {
        ...storeSettings,
        config: { ...config, ingest: { ...config.ingest, ...limits } },
      },
    );
    this.store = { ...store, ingest: (messages) => settled(store, store.ingest(messages)) };
  }

  /** A car of class S in the fleet. */
  addCar(name = 'car-1', priceClass = 'S'): RecordingCar {
    const car = recordingCar(name);
    const { publicKey } = car;
    this.#provisions.set(
      name,
      this.store.addCar({ car: car.car, priceClass, registration: `1-${name}`, publicKey }),
    );
    return car;
  }

  provision(car: RecordingCar): CarProvision {
    const provision = this.#provisions.get(car.car);
    if (provision === undefined) throw new RangeError(`${car.car} was not added`);
    return provision;
  }

  /** A customer with START and a driver who may drive for it. */
  addPeople(formula = 'START', plus = false): void {
    this.store.addCustomer({ customer: customerId('acme'), formula, plus });
    this.store.addDriver(driverId('ann'));
    this.store.allowDriver(driverId('ann'), customerId('acme'));
  }

  /** Reserves from so many hours after `monday`. */
  reserve(car: RecordingCar, fromHours: number, toHours: number): ReservationId {
    return this.store.addReservation({
      car: car.car,
      customer: customerId('acme'),
      driver: driverId('ann'),
      startsAt: epochMilliseconds(monday + hours(fromHours)),
      endsAt: epochMilliseconds(monday + hours(toHours)),
    });
  }

  message(car: RecordingCar, payload: Uint8Array, topic: UplinkTopic = 'records'): ArrivedMessage {
    return { car: car.car, topic, payload, receivedAt: this.clock.clock.wall() };
  }

  /** Ingests payloads of one car as one group. */
  ingest(car: RecordingCar, ...payloads: readonly Uint8Array[]): IngestResult {
    return this.store.ingest(payloads.map((payload) => this.message(car, payload)));
  }

  /** The receipts of a group for one car, checked and read. */
  receipts(car: RecordingCar, { receipts }: IngestResult): Receipt[] {
    const { macKey } = this.provision(car);
    return receipts
      .filter((receipt) => receipt.car === car.car)
      .map(({ topic, payload }) => decodeReceipt(decodeAuthenticated(topic, payload, hmacWith(macKey))));
  }
}

/** What a group came to once its rentals are billed as well, which a gateway does after the PUBACKs. */
function settled(store: StoreMethods, { outcomes, ...committed }: IngestResult): IngestResult {
  let { receipts, settleIn } = committed;
  while (settleIn === 0) {
    const after = store.settle();
    receipts = [...receipts, ...after.receipts];
    settleIn = after.settleIn;
  }
  return { outcomes, receipts, settleIn };
}

/** A SQLite database in memory, with the pragmas that matter there. */
export function openMemory(): SqlDatabase {
  const database = new DatabaseSync(':memory:');
  database.exec('pragma foreign_keys = on');
  return database;
}
