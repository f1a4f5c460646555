import { messageOf } from '../../protocol/errors.ts';
import type { CarId } from '../../protocol/ids.ts';
import { type CarriedList, decodeCarriedList } from '../../protocol/lists/list.ts';
import { type Command, decodeCommand } from '../../protocol/messages/command.ts';
import { decodeReceipt } from '../../protocol/messages/receipt.ts';
import { encodeSampleBatch } from '../../protocol/messages/sample.ts';
import { encodeStatus, type Status } from '../../protocol/messages/status.ts';
import { type Cancel, fraction, type Random, type Timers } from '../../protocol/runtime.ts';
import type { Settings } from '../../protocol/settings/settings.ts';
import { type Authenticate, decodeAuthenticated } from '../../protocol/token/authenticated.ts';
import { type CarTopic, topicOf } from '../../protocol/topics.ts';
import { type EpochMilliseconds, milliseconds } from '../../protocol/units.ts';
import type { Mqtt } from '../ports.ts';
import { BrokerLink } from './broker-link.ts';
import { Courier, type CourierOptions } from './courier.ts';
import type { DeliverableJournal } from './deliverable.ts';
import type { SampleQueue } from './samples.ts';

/** Records that people wait for wait only a moment for company. */
const urgentMilliseconds = milliseconds(250);
/** A goodbye that nobody acknowledges holds nothing up for longer. */
const goodbyeMilliseconds = milliseconds(2_000);
const overdueCheckMilliseconds = milliseconds(15_000);
/** Last words before a silence are given so long to be receipted. */
const lastWordsMilliseconds = milliseconds(60_000);

export interface UplinkOptions extends Omit<CourierOptions, 'publish' | 'onRoom'> {
  readonly car: CarId;
  readonly mqtt: Mqtt;
  readonly timers: Timers;
  readonly random: Random;
  readonly authenticate: Authenticate;
  readonly samples: SampleQueue;
  readonly status: () => Status;
  readonly onGatewayTime: (time: EpochMilliseconds) => void;
  readonly onCommand: (command: Command) => void;
  /** So many samples went for want of room while there was no broker. */
  readonly onSamplesLost: (count: number) => void;
  /** Whether another client seems to use the car's name. */
  readonly onTakenOver: (isTaken: boolean) => void;
  /** Signed by whom it must be: whoever carries it needs no belief. */
  readonly onList: (list: CarriedList) => void;
  /** Signed settings for this car; nobody has looked at them. */
  readonly onSettings: (signed: Uint8Array) => void;
  readonly settings: () => Pick<Settings, 'sync' | 'broker'>;
}

/** The car's side of MQTT (clause 2): greets, sends records and samples, hears receipts and commands. */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #link: BrokerLink;
  readonly #courier: Courier;
  #gathering: { readonly isUrgent: boolean; readonly cancel: Cancel } | null = null;
  #cancelPing: Cancel = () => {};
  #cancelOverdue: Cancel | null = null;
  #pumping: 'idle' | 'running' | 'wanted-again' = 'idle';
  #isSendingSamples = false;
  #isBatteryLow = false;
  /** Looks whether all is delivered, where somebody waits for that. */
  #lookDelivered: () => void = () => {};

  constructor(journals: readonly DeliverableJournal[], options: UplinkOptions) {
    this.#options = options;
    this.#link = new BrokerLink({
      ...options,
      broker: () => options.settings().broker,
      onOnline: () => void this.#greet(),
      onMessage: (topic, payload) => this.#message(topic, payload),
    });
    this.#courier = new Courier(journals, {
      ...options,
      publish: (name, payload) => this.#publish(name, payload),
      onRoom: () => this.#pump(),
    });
  }

  start(): void {
    this.#link.start();
  }

  /** Says goodbye: what is not delivered by then goes with the next start. */
  async stop(): Promise<void> {
    this.#cancelOverdue?.();
    this.#cancelOverdue = null;
    this.#gathering?.cancel();
    this.#gathering = null;
    this.#cancelPing();
    const patience = this.#options.timers.after(goodbyeMilliseconds, () => void this.#link.stop());
    await this.#sayStatus('goodbye', { state: 'offline' });
    patience();
    await this.#link.stop();
  }

  /** Begins another session, as other settings may name another broker. */
  reconnect(): void {
    void this.#link.reconnect();
  }

  /** Brings out what is on disk, as far as that goes within a minute, and leaves; `start` ends the silence. */
  async rest(): Promise<void> {
    this.#gathering?.cancel();
    this.#gathering = null;
    this.#pump();
    await this.#delivered();
    await this.stop();
  }

  /** With a low battery broker and car show each other less often that they are there. */
  batteryIsLow(isLow: boolean): void {
    if (this.#isBatteryLow === isLow) return;
    this.#isBatteryLow = isLow;
    if (this.#link.isOnline) this.#pingLater();
  }

  #delivered(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#lookDelivered = () => {};
        resolve();
      };
      const cancel = this.#options.timers.after(lastWordsMilliseconds, done);
      this.#lookDelivered = () => this.isDelivered && done();
      this.#lookDelivered();
    });
  }

  /** Records or samples are there to be sent; they go together after a while, sooner with an urgent one among them. */
  gather(): void {
    const { isUrgent } = this.#courier;
    if (this.#gathering !== null && (this.#gathering.isUrgent || !isUrgent)) return;
    this.#gathering?.cancel();
    const { timers, settings } = this.#options;
    const gather = milliseconds(settings().sync.gatherSeconds * 1_000);
    const cancel = timers.after(isUrgent ? urgentMilliseconds : gather, () => {
      this.#gathering = null;
      this.#pump();
    });
    this.#gathering = { isUrgent, cancel };
  }

  /** A record of this number is urgent, once it is synced and `gather` called for it. */
  urgent(seq: number): void {
    this.#courier.urgent(seq);
  }

  get urgentRecords(): number {
    return this.#courier.urgentRecords;
  }

  get unreceiptedRecords(): number {
    return this.#courier.unreceiptedRecords;
  }

  /** Whether every record that is on disk has its receipt. */
  get isDelivered(): boolean {
    return this.#courier.isDelivered;
  }

  async #greet(): Promise<void> {
    const { car, status } = this.#options;
    this.#courier.rewind();
    await this.#link.call('subscribing', async (session) => {
      await session.subscribe(topicOf(car, 'receipts'));
      await session.subscribe(topicOf(car, 'commands'));
      await session.subscribe(topicOf(car, 'lists'));
    });
    if (!(await this.#sayStatus('greeting', status()))) return;
    this.#link.greeted();
    this.#pingLater();
    this.#pump();
  }

  /** Parked, with nothing to be said, this is all that goes over the air. */
  #pingLater(): void {
    const { random, timers, settings } = this.#options;
    const { parkedSeconds, lowBatterySeconds } = settings().sync;
    const [least, most] = this.#isBatteryLow ? lowBatterySeconds : parkedSeconds;
    this.#cancelPing();
    this.#cancelPing = timers.after(
      milliseconds(Math.round((least + (most - least) * fraction(random)) * 1_000)),
      () => {
        if (!this.#link.isOnline) return;
        this.#pingLater();
        if (this.#options.samples.isDue) this.#pump();
        else void this.#link.call('ping', (session) => session.ping());
      },
    );
  }

  #sayStatus(what: string, status: Status): Promise<boolean> {
    const topic = topicOf(this.#options.car, 'status');
    return this.#link.call(what, (session) => session.publish(topic, encodeStatus(status), { retain: true }));
  }

  #publish(name: CarTopic, payload: Uint8Array): Promise<boolean> {
    const topic = topicOf(this.#options.car, name);
    this.#pingLater();
    return this.#link.call(name, (session) => session.publish(topic, payload, { retain: false }));
  }

  /** One at a time; a wish to send while sending is not forgotten. */
  #pump(): void {
    if (!this.#link.isOnline) return;
    const isIdle = this.#pumping === 'idle';
    this.#pumping = isIdle ? 'running' : 'wanted-again';
    if (isIdle) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    await this.#courier.send();
    const isWantedAgain = this.#pumping === 'wanted-again';
    this.#pumping = 'idle';
    this.#awaitReceipts();
    if (isWantedAgain) this.#pump();
    else if (this.isDelivered) void this.#sendSamples();
  }

  /** Records go first; a sample is gone once the broker has it (D2). */
  async #sendSamples(): Promise<void> {
    const { samples } = this.#options;
    if (this.#isSendingSamples || !samples.isDue) return;
    this.#isSendingSamples = true;
    for (let batch = samples.next(); batch !== null && this.isDelivered; batch = samples.next()) {
      if (!(await this.#publish('samples', encodeSampleBatch(batch)))) break;
      samples.taken(batch);
      const lost = samples.takeLost();
      if (lost > 0) this.#options.onSamplesLost(lost);
    }
    this.#isSendingSamples = false;
  }

  /** As long as anything is not delivered: also what the disk could not give goes with the next attempt. */
  #awaitReceipts(): void {
    if (this.isDelivered) return;
    this.#cancelOverdue ??= this.#options.timers.after(overdueCheckMilliseconds, () => {
      this.#cancelOverdue = null;
      if (this.#link.isOnline) this.#courier.rewindOverdue();
      this.#pump();
    });
  }

  #message(topic: string, payload: Uint8Array): void {
    const { car, authenticate, log } = this.#options;
    try {
      if (topic === topicOf(car, 'lists')) {
        if (isSigned(payload)) this.#options.onSettings(payload);
        else this.#options.onList(decodeCarriedList(payload));
        return;
      }
      const content = decodeAuthenticated(topic, payload, authenticate);
      if (topic === topicOf(car, 'receipts')) this.#receipt(content);
      if (topic === topicOf(car, 'commands')) this.#options.onCommand(decodeCommand(content));
    } catch (thrown) {
      log.warn({ topic, reason: messageOf(thrown) }, 'message refused');
    }
  }

  #receipt(content: Uint8Array): void {
    const receipt = decodeReceipt(content);
    this.#options.onGatewayTime(receipt.gatewayTime);
    void this.#courier.receipt(receipt).then(() => {
      this.#lookDelivered();
      this.#pump();
    });
  }
}

/** CBOR tag 18: COSE_Sign1. A list that is carried is a map. */
const isSigned = ([first]: Uint8Array): boolean => first === 0xd2;
