import type { DeviceConfig } from '../../device/config.ts';
import { createDevice, type Device } from '../../device/device.ts';
import type { Disk, Line, Mqtt, RelayCommand } from '../../device/ports.ts';
import { messageOf } from '../../protocol/errors.ts';
import type { Clock, Log, Random, Timers } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { type CabinBoard, createCabinBoard } from '../car/cabin.ts';
import { createSimulatedCar, type SimulatedCar } from '../car/car.ts';
import { createElm327, type Elm327 } from '../car/elm327.ts';
import { type AdapterKind, habitsOf } from '../car/elm327-habits.ts';
import { createNmeaReceiver, type NmeaReceiver } from '../car/nmea.ts';
import type { PulseEnder } from '../car/relay-board.ts';
import type { CarTruth } from '../car/truth.ts';
import { SimulatedClock } from '../kernel/clock.ts';
import type { Owner } from '../kernel/owner.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Trace } from '../kernel/trace.ts';
import { PhoneLinkTwin } from '../phone-link.ts';
import { boundCabin, boundLine, boundMqtt } from './bound-lines.ts';
import { tracedLine } from './traced-line.ts';

/** Ghent, Sint-Pieters station. */
const home = { latitudeMicrodegrees: 51_035_800, longitudeMicrodegrees: 3_710_600 };
const cabinLatencyMs = 12;
/** A unit that cannot start is started again, as its supervisor does. */
const restartAfter = milliseconds(10_000);

export interface UnitOptions {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  /** Draws for the air and the lines; never for secrets. */
  readonly random: SeededRandom;
  /** What the device draws from. */
  readonly secrets: Random;
  readonly config: DeviceConfig;
  readonly truth: CarTruth;
  /** Plain where absent. */
  readonly adapter?: AdapterKind;
  /** The board where absent. */
  readonly pulseEndsBy?: PulseEnder;
  readonly mqtt: (owner: Owner) => Mqtt;
  /** Mounted anew for each life of the unit. */
  readonly disk: () => Disk;
  readonly log: Log;
  /** Told of each relay that moves. */
  readonly relayMoved?: (command: RelayCommand) => void;
}

export type Hearing = 'car' | 'satellites' | 'nothing';

/** One car of the world with the unit that is built into it: real physics and twins, and the production device. */
export class CarUnit {
  readonly car: SimulatedCar;
  readonly link: PhoneLinkTwin;
  /** The adapter in the diagnostic socket. */
  readonly adapter: Elm327;
  readonly receiver: NmeaReceiver;
  readonly board: CabinBoard;
  /** The machine's own clock, which runs on through power cuts. */
  readonly clock: SimulatedClock;
  readonly #options: UnitOptions;
  readonly #obd: Line;
  readonly #gnss: Line;
  readonly #booting = new Set<() => void>();
  readonly #hearing: (() => void)[] = [];
  #life: { readonly owner: Owner; readonly device: Device };

  /** The device is built in and not yet started. */
  constructor(options: UnitOptions) {
    const { scheduler, random, truth } = options;
    const timers: Timers = { after: (delay, callback) => scheduler.after(delay, callback) };
    const clock: Clock = { elapsed: () => scheduler.now(), wall: () => scheduler.trueTime() };
    this.#options = options;
    this.clock = new SimulatedClock(scheduler);
    this.car = createSimulatedCar(clock, truth);
    const hearingChanged = (): void => this.#hearingChanged();
    this.adapter = createElm327(timers, this.car, habitsOf(options.adapter ?? 'plain'), hearingChanged);
    const phoneTap = this.#tap('phone');
    this.link = new PhoneLinkTwin(timers, random.fork('phone link'), (bytes) => phoneTap('in', bytes));
    this.board = createCabinBoard(timers, this.car, cabinLatencyMs, options);
    this.#obd = tracedLine(this.adapter.line, this.#tap('obd'));
    const receiver = {
      home,
      homeMillimetres: truth.odometerMillimetres,
      everyMs: 1_000,
      firstFixAfterMs: 20_000,
    };
    this.receiver = createNmeaReceiver({ clock, timers }, this.car, receiver, hearingChanged);
    this.#gnss = tracedLine(this.receiver, this.#tap('gnss'));
    this.#life = this.#born();
  }

  /** The device in its present life, or in its last one while the unit is off. */
  get device(): Device {
    return this.#life.device;
  }

  get isOn(): boolean {
    return this.#life.owner.alive;
  }

  /** Whether the unit has been on for so long without a break. */
  isOnSince(length: Milliseconds): boolean {
    return this.isOn && this.clock.elapsed() >= length;
  }

  /** What tells the unit of distance: the car, else the satellites. */
  get hears(): Hearing {
    if (this.adapter.isSound) return 'car';
    return this.receiver.isSound ? 'satellites' : 'nothing';
  }

  /** Whether the car tells its odometer as it was before, and not as it is. */
  get isOdometerStuck(): boolean {
    return this.adapter.instruments.isStuck;
  }

  /** Calls back whenever what it hears, or whether it is on, may have changed. */
  watchHearing(watch: () => void): void {
    this.#hearing.push(watch);
  }

  get timersPending(): number {
    return this.#life.owner.alive ? this.#life.owner.pending : 0;
  }

  /** The device is gone in the middle of whatever it did, and its lines and connections with it. */
  cut(): void {
    if (!this.isOn) return;
    this.#life.owner.kill();
    this.board.unitLost();
    this.#hearingChanged();
    void this.link.close();
  }

  /** Told as the unit is switched on, before it looks at its clock; gives the way to stop it. */
  onBoot(booting: () => void): () => void {
    this.#booting.add(booting);
    return () => this.#booting.delete(booting);
  }

  /** Switches the unit on again. */
  boot(): void {
    this.cut();
    this.clock.boot();
    for (const booting of this.#booting) booting();
    const life = this.#born();
    this.#life = life;
    this.#hearingChanged();
    life.device.start().catch((thrown: unknown) => {
      this.#options.log.error({ reason: messageOf(thrown) }, 'unit does not start');
      life.owner.timers.after(restartAfter, () => this.boot());
    });
  }

  #hearingChanged(): void {
    for (const watch of this.#hearing) watch();
  }

  #born(): { readonly owner: Owner; readonly device: Device } {
    const { scheduler, config, secrets, log, disk, mqtt } = this.#options;
    const owner = scheduler.owner(config.car);
    const device = createDevice(
      {
        clock: this.clock,
        timers: owner.timers,
        random: secrets,
        log,
        obd: boundLine(this.#obd, owner),
        gnss: boundLine(this.#gnss, owner),
        phones: this.link,
        cabin: boundCabin(this.board, owner),
        disk: disk(),
        mqtt: boundMqtt(mqtt(owner), owner),
      },
      config,
    );
    return { owner, device };
  }

  #tap(wire: string): (direction: 'in' | 'out', bytes: Uint8Array) => void {
    const { scheduler, trace, config } = this.#options;
    const record = {
      in: trace.recorderOf(config.car, `${wire} in`),
      out: trace.recorderOf(config.car, `${wire} out`),
    };
    return (direction, bytes) => record[direction](scheduler.now(), bytes);
  }
}
