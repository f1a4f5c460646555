import type { ByteStream, ByteStreamEvents, Transport } from '../protocol/byte-stream.ts';
import type { Clock, Log, Random, Timers } from '../protocol/runtime.ts';
import type { Trace } from './obd/trace.ts';

export type { ByteStream, ByteStreamEvents };

/** A line that can be opened, and opened again after it has vanished (adapter unplugged). */
export interface Line extends Transport {
  /** Speeds to be tried, in bits per second; absent where the line has one, or none. */
  readonly speeds?: readonly number[];
  /** @throws {Fault} `line-unavailable`, temporary, when it cannot be opened now. */
  open(events: ByteStreamEvents, speed?: number): Promise<ByteStream>;
}

/** Where phones come in: each connection is a byte stream of its own. */
export interface PhoneLink {
  listen(connected: (stream: ByteStream) => ByteStreamEvents): void;
  close(): Promise<void>;
}

/** Inputs of the I/O board, as read at one moment. */
export interface CabinInputs {
  readonly ignitionOn: boolean;
  readonly doorsClosed: boolean;
  /** `Vehicle.Cabin.Door.Row1.DriverSide.IsLocked` (VSS), read back from the lock itself. */
  readonly doorsLocked: boolean;
  readonly keyInHolder: boolean;
  readonly fuelCardInHolder: boolean;
}

/** Outputs of the I/O board. `lock` and `unlock` are pulses; the immobiliser is a state. */
export type RelayCommand = 'lock' | 'unlock' | 'immobilise' | 'release';

/** The I/O board (Modbus behind it); one request at a time. */
export interface Cabin {
  /** @throws {Fault} `cabin-unreachable`, temporary. */
  read(): Promise<CabinInputs>;
  /** @throws {Fault} `cabin-unreachable`, temporary; may have happened. */
  command(command: RelayCommand): Promise<void>;
}

/** One folder of files. Nothing counts as written before `sync` (D6). */
export interface Disk {
  list(): Promise<readonly string[]>;
  read(name: string, offset: number, length: number): Promise<Uint8Array>;
  size(name: string): Promise<number>;
  /** Appends; creates the file where it is missing. */
  append(name: string, bytes: Uint8Array): Promise<void>;
  /** Makes all bytes of the file, and its name, outlive a power cut. */
  sync(name: string): Promise<void>;
  truncate(name: string, length: number): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Message for the broker to publish when the car is gone without a word. */
export interface LastWill {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface MqttEvents {
  message(topic: string, payload: Uint8Array): void;
  /**
   * The session is over, for whatever reason; nothing more comes, and pending calls fail. `byBroker`: the other end closed
   * it, as far as can be told from here; so a broker does when another client of the same name connects.
   */
  closed(reason: string, byBroker: boolean): void;
}

/** An MQTT session at QoS 1 (3.1.1, clean session): never reconnects by itself. */
export interface MqttSession {
  /** Resolves with the PUBACK: a broker has the message, nothing more (D3). */
  publish(topic: string, payload: Uint8Array, options: { readonly retain: boolean }): Promise<void>;
  subscribe(topic: string): Promise<void>;
  /** Resolves with the broker's answer: it is still there. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A broker other than that of the configuration. */
export interface BrokerAddress {
  readonly url: string;
  /** Authorities to believe there, in PEM; those of the configuration where absent. */
  readonly ca?: string | undefined;
}

export interface Mqtt {
  /** @throws {Fault} `broker-unavailable`, `broker-refused` or `certificate-unusable`. */
  connect(lastWill: LastWill, events: MqttEvents, broker?: BrokerAddress): Promise<MqttSession>;
}

/** What modem and OBD adapter are told as the battery runs low, and when it has recovered. */
export type PowerHook = 'sleep' | 'wake';

/** All that a device gets from outside (D1). */
export interface DevicePorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly obd: Line;
  readonly gnss: Line;
  readonly phones: PhoneLink;
  readonly cabin: Cabin;
  readonly disk: Disk;
  readonly mqtt: Mqtt;
  /** Hears what is said on the OBD line, where somebody wants to know. */
  readonly trace?: Trace;
  /** Runs the commands that the configuration has for it. */
  readonly power?: (hook: PowerHook) => void;
}
