import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Trace } from '../kernel/trace.ts';
import { drawn, type NetworkConditions } from './conditions.ts';
import { type BrokerPacket, type ClientPacket, traceBytes } from './packets.ts';
import { Pipe } from './pipe.ts';

/** One end of a connection. After `lost` nothing more comes. */
export interface ConnectionEnd<Packet> {
  receive(packet: Packet): void;
  lost(reason: string): void;
}

export type Direction = 'up' | 'down';

export interface ConnectionOptions {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly trace: Trace;
  readonly conditions: () => NetworkConditions;
  /** A broker hands a message on once more, whatever has become of the connection that brought it. */
  readonly repeat: (topic: string, payload: Uint8Array) => void;
  /** Whose connection it is, as in the trace. */
  readonly name: string;
  readonly client: ConnectionEnd<BrokerPacket>;
}

/** A TCP connection from a car to the broker. */
export class Connection {
  readonly name: string;
  readonly #options: ConnectionOptions;
  readonly #up: Pipe<ClientPacket>;
  readonly #down: Pipe<BrokerPacket>;
  #broker: ConnectionEnd<ClientPacket> | null = null;
  #open = true;
  readonly #onEnd: (() => void)[] = [];

  constructor(options: ConnectionOptions) {
    this.name = options.name;
    this.#options = options;
    this.#up = this.#pipe('up', (packet) => this.#broker?.receive(packet));
    this.#down = this.#pipe('down', (packet) => options.client.receive(packet));
  }

  get open(): boolean {
    return this.#open;
  }

  /** Called once, when the connection is over for good or ill. */
  onEnd(callback: () => void): void {
    this.#onEnd.push(callback);
  }

  /** The broker takes its end. */
  accept(broker: ConnectionEnd<ClientPacket>): void {
    this.#broker = broker;
  }

  /** From the car. False when too much is under way. */
  sendUp(packet: ClientPacket): boolean {
    return this.#up.send(packet);
  }

  /** From the broker. False when too much is under way. */
  sendDown(packet: BrokerPacket): boolean {
    return this.#down.send(packet);
  }

  /** Holds back all packets of one direction; when that lasts, keepalive ends the connection. */
  clog(direction: Direction): void {
    const pipe = direction === 'up' ? this.#up : this.#down;
    pipe.clog();
    const [, patience] = this.#options.conditions().carNotices;
    this.#after(milliseconds(patience), () => {
      if (pipe.clogged) this.cut('keepalive timeout');
    });
  }

  unclog(direction: Direction): void {
    (direction === 'up' ? this.#up : this.#down).unclog();
  }

  /** The connection is lost, with all that was under way; each end notices in its own time. */
  cut(reason: string): void {
    if (!this.#open) return;
    const { random, client } = this.#options;
    const conditions = this.#options.conditions();
    if (random.chance(conditions.lingerChance)) for (const packet of this.#up.underWay) this.#repeat(packet);
    this.#end();
    this.#after(drawn(random, conditions.carNotices), () => client.lost(reason));
    this.#after(drawn(random, conditions.brokerNotices), () => this.#broker?.lost(reason));
  }

  /** An end has read that the other has closed. */
  closed(): void {
    if (this.#open) this.#end();
  }

  #end(): void {
    this.#open = false;
    this.#up.cut();
    this.#down.cut();
    for (const callback of this.#onEnd.splice(0)) callback();
  }

  #pipe<Packet extends ClientPacket | BrokerPacket>(
    direction: Direction,
    deliver: (packet: Packet) => void,
  ): Pipe<Packet> {
    const { scheduler, random, trace, conditions, name } = this.#options;
    return new Pipe<Packet>({
      scheduler,
      delay: () => drawn(random, conditions().delay),
      capacity: conditions().capacity,
      deliver: (packet) => {
        const { lossChance, repeatChance } = conditions();
        if (lossChance > 0 && random.chance(lossChance)) {
          this.cut('connection lost');
          return;
        }
        trace.record(scheduler.now(), name, `mqtt ${direction}`, traceBytes(packet));
        deliver(packet);
        if (repeatChance > 0 && random.chance(repeatChance)) this.#repeat(packet, () => deliver(packet));
      },
    });
  }

  /** Later, and perhaps behind what comes on another connection; to the car only on this one. */
  #repeat(packet: ClientPacket | BrokerPacket, deliver?: () => void): void {
    const { random, conditions, repeat } = this.#options;
    if (packet.kind !== 'publish') return;
    this.#after(drawn(random, conditions().repeatDelay), () => {
      if ('id' in packet) repeat(packet.topic, packet.payload);
      else if (this.#open) deliver?.();
    });
  }

  #after(delay: Milliseconds, run: () => void): void {
    this.#options.scheduler.after(delay, run);
  }
}
