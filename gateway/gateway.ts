import { createHash } from 'node:crypto';
import { type CarId, type CommandId, chargeId } from '../protocol/ids.ts';
import type { Command } from '../protocol/messages/command.ts';
import { agreementKey } from '../protocol/node-agreement.ts';
import { isEd25519Point } from '../protocol/token/ed25519-point.ts';
import { milliseconds } from '../protocol/units.ts';
import { type Books, createBooks, limitFrom } from './books.ts';
import { createBrokerHooks } from './broker-hooks.ts';
import { createCarKeys } from './car-keys.ts';
import { CommandPublisher } from './command-publisher.ts';
import type { GatewayConfig } from './config.ts';
import { createEntryLog } from './entries/entry-log.ts';
import { type CarStatus, FleetStatus } from './fleet-status.ts';
import { readEntry } from './ingest/entry.ts';
import { createIngest } from './ingest/ingest.ts';
import { type IngestHealth, IngestQueue } from './ingest/ingest-queue.ts';
import { appliedOf } from './ingest/journal-intake.ts';
import { ListPublisher } from './list-publisher.ts';
import { type Operator, operatorOf } from './operator.ts';
import { createParcelIntake } from './parcels.ts';
import type { BrokerAddress, GatewayPorts, StoreMethods, StorePorts } from './ports.ts';
import type { PriceList } from './pricing/price-list.ts';
import { createPriceLists } from './pricing/price-lists.ts';
import { createReceiptPublisher } from './receipt-publisher.ts';
import { createCommands } from './register/commands.ts';
import { createEnrolment } from './register/enrolment.ts';
import { createFleet } from './register/fleet.ts';
import { createListRegister, listsOf } from './register/lists.ts';
import { createPeopleRegister } from './register/people.ts';
import { createReservationRegister } from './register/reservations.ts';
import { createSettingsRegister } from './register/settings.ts';
import { createBilling } from './rental/billing.ts';
import { CarFold } from './rental/fold.ts';
import type { ChainedRecord } from './rental/rental-records.ts';
import { type PricedUse, priceOfUse } from './rental-price.ts';
import { createReports } from './reports.ts';
import { SettingsPublisher } from './settings-publisher.ts';
import type { RecordRow } from './storage/records.ts';
import { createStorage } from './storage/storage.ts';
import { createTokenIssuer } from './token/issue-token.ts';
import { type Ed25519Seed, isPhoneKey, keyIdOf, publicKeyOf, signerOf } from './token/keys.ts';
import { createPhoneTokens } from './token/tokens-for-phone.ts';

/** How statements and amounts read, in every program the same. */
export { euros, kilometres, localTime } from './amounts.ts';
export { columns } from './columns.ts';
export { statementText } from './statement-text.ts';

/** What the storing half is given once; the seed is a secret. */
export interface StoreSettings {
  readonly config: GatewayConfig;
  /** Ed25519 key of the issuer that is part of this gateway. */
  readonly issuerSeed: Ed25519Seed;
  /** Ed25519 key with which the operator signs its entries and evidence: another than the issuer's. */
  readonly billingSeed: Ed25519Seed;
  readonly priceLists: readonly PriceList[];
  /** Private P-256 scalar of 32 bytes, to whose point cars encrypt what phones carry; none is taken where left out. */
  readonly courierScalar?: Uint8Array;
}

/**
 * The storing half: everything that touches the database, each call one transaction. Synchronous; runs in a worker thread in
 * production (`adapters/storage-worker.ts`) and in-process in simulations.
 * @throws {Fault} `database-too-new`, `database-failed`; {InvalidPriceList}.
 */
export function createStore(
  { database, clock, random, log }: StorePorts,
  { config, issuerSeed, billingSeed, priceLists, courierScalar }: StoreSettings,
): StoreMethods & Books {
  const storage = createStorage(database, clock.wall());
  const lists = createPriceLists(priceLists);
  const price = (use: PricedUse) => priceOfUse(use, lists);
  const keys = createCarKeys(storage);
  const keysOf = keys.of;
  const billingKey = signerOf(billingSeed);
  const entries = createEntryLog({ storage, clock, random, sign: billingKey.sign });
  const fleet = createFleet({
    storage,
    entries,
    clock,
    random,
    isCarKey: isEd25519Point,
    isPriceClass: (name) => lists.classes.has(name),
    isTakenLogin: (name) => name === config.observer?.name,
  });
  const isFormula = (name: string): boolean => lists.formulas.has(name);
  const phones = { storage, entries, clock, random, keyIdOf, isPhoneKey, isFormula };
  const billing = createBilling({
    storage,
    clock,
    readRecord,
    verifierOf: (car) => keysOf(car)?.verify,
    price,
    chargeIdOf,
    returnGraceHours: config.token.returnGraceHours,
  });
  const limit = limitFrom({ storage, entries, price });
  const signer = signerOf(issuerSeed);
  const carLists = createListRegister({ storage, clock, signer });
  const settings = createSettingsRegister({ storage, clock, signer });
  const reservations = createReservationRegister({
    storage,
    entries,
    billing,
    clock,
    random,
    price,
    requireRoomFor: limit.requireRoomFor,
    lists: carLists,
  });
  const tokens = {
    storage,
    clock,
    random,
    signer,
    ...config.token,
    requireWithinLimit: limit.requireWithinLimit,
    listsOf: (car: CarId) => listsOf({ storage }, car),
  };
  const commands = createCommands({
    storage,
    clock,
    random,
    authenticatorOf: (car) => keysOf(car)?.authenticate,
    commandSeconds: config.commandSeconds,
  });
  const foldOf = (car: CarId) => new CarFold(storage, car);

  const receiptInterval = milliseconds(config.ingest.receiptMilliseconds);
  const { ingest, settle, replay, stateOf, uncounted } = createIngest({
    storage,
    clock,
    log,
    keysOf,
    keysNow: keys.now,
    foldOf,
    bill: billing.bill,
    receiptInterval,
    limits: config.ingest,
  });
  const courierKey = courierScalar === undefined ? null : agreementKey(courierScalar);
  const verifierOf = (car: CarId) => keysOf(car)?.verify;

  return {
    ingest,
    settle,
    replay,
    takeParcel: createParcelIntake({ clock, key: courierKey, verifierOf, ingest, settle }),
    courierKey: () => courierKey?.publicKey ?? null,
    authenticate: fleet.authenticate,
    makeCommand: commands.make,
    openCommands: commands.open,
    addCar: fleet.add,
    renewCar: fleet.renew,
    ...createPeopleRegister(phones),
    ...createEnrolment(phones),
    addReservation: reservations.add,
    changeReservation: reservations.change,
    cancelReservation: reservations.cancel,
    issueToken: createTokenIssuer(tokens),
    ...createPhoneTokens(tokens),
    revoke: carLists.revoke,
    keepFleetList: carLists.keepFleetList,
    listsFor: carLists.listsFor,
    listsOfCar: carLists.listsOfCar,
    fleetLists: carLists.fleetLists,
    listNumbers: carLists.listNumbers,
    ...settings,
    issuerKey: () => publicKeyOf(issuerSeed),
    ...createReports(storage, { stateOf, uncounted }),
    ...createBooks({
      storage,
      entries,
      billing,
      clock,
      lists,
      priceLists,
      price,
      chargeIdOf,
      readRecord,
      keysOf,
      sign: billingKey.sign,
      billingKey: publicKeyOf(billingSeed),
    }),
  };
}

/** The first eight bytes of a hash: the same text, the same id. */
const chargeIdOf = (text: string) => chargeId(createHash('sha256').update(text).digest('hex').slice(0, 16));

function readRecord({ car, journal, seq, raw, receivedAt }: RecordRow): ChainedRecord {
  const entry = readEntry(journal, seq, raw);
  if (entry.kind !== 'record') throw new Error(`${car}/${journal}/${seq}: stored and not readable`);
  const { link, header, signature } = entry;
  return { applied: appliedOf(entry), link, previousLink: header.link, signature, receivedAt, raw };
}

/** A running gateway: the broker half, with the operator's face of its store. */
export interface Gateway extends Operator {
  /** Takes connections from here on. @throws {Fault} `port-taken`. */
  start(): Promise<BrokerAddress>;
  /** Takes no more messages, stores what it took, and closes the broker. The store stays open. */
  stop(): Promise<void>;
  /** Resolves when the command is on its way; what came of it is a record of the car (clause 5.2). */
  sendCommand(car: CarId, action: Command['action']): Promise<CommandId>;
  /** Brings the commands on their way that another process has written down; what fails is tried again with the next call. */
  sendWritten(): Promise<void>;
  statusOf(car: CarId): CarStatus;
  health(): IngestHealth;
}

/** The broker half: logins, rights, messages into the store, receipts and commands out of it (D1, D3). */
export function createGateway(ports: GatewayPorts, config: GatewayConfig): Gateway {
  const { broker, store, clock, timers, log } = ports;
  const fleet = new FleetStatus(log);
  const queue = new IngestQueue({
    ingest: (messages) => store.ingest(messages),
    settle: () => store.settle(),
    publish: createReceiptPublisher(broker, log),
    clock,
    timers,
    log,
    limits: config.ingest,
  });
  const commands = new CommandPublisher({ store, broker, clock, log });
  const lists = new ListPublisher({ store, broker, timers, log });
  const settings = new SettingsPublisher({ store, broker, timers, log });
  const publishers = [lists, settings];
  const news = {
    online: (car: CarId) => publishers.forEach((each) => void each.online(car)),
    gone: (car: CarId) => publishers.forEach((each) => void each.gone(car)),
  };
  const hooks = createBrokerHooks({
    store,
    lists: news,
    clock,
    log,
    queue,
    fleet,
    observer: config.observer,
  });

  return {
    ...operatorOf(store),
    async start() {
      queue.settle();
      const address = await broker.listen(hooks);
      for (const each of publishers) each.start();
      return address;
    },
    async stop() {
      for (const each of publishers) each.stop();
      await queue.close();
      await broker.close();
    },
    async sendCommand(car, action) {
      const made = await store.makeCommand(car, action);
      await commands.publish(made);
      return made.command;
    },
    sendWritten: () => commands.publishOpen(),
    statusOf: (car) => fleet.of(car),
    health: () => queue.health(),
  };
}
