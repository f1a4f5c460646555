import type { ByteStreamEvents, Line } from '../../device/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Cancel, Clock, Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from './car.ts';
import { type NmeaTrouble, sentencesOf } from './nmea-sentences.ts';
import { metresNorth, type Place, placeAlong } from './position.ts';
import type { CarTruth } from './truth.ts';

/** Where and how a receiver works. */
export interface NmeaConfig {
  readonly home: Place;
  /** Odometer at which the car stands at home. */
  readonly homeMillimetres: number;
  /** Between two fixes; on full seconds of wall time at 1000. */
  readonly everyMs: number;
  /** Sentences without a position after the ignition came on. */
  readonly firstFixAfterMs: number;
}

/** A line of NMEA sentences, and what troubles it. */
export interface NmeaReceiver extends Line {
  trouble(trouble: NmeaTrouble): void;
  readonly isSound: boolean;
  /** The parked car is carried north, as a ferry or a tow truck does; a receiver with a supply of its own tells where to for so long. */
  carry(northMetres: number, toldForMs: number): void;
}

/**
 * A GNSS receiver that is powered with the ignition: RMC and GGA while the line is open, and no timer otherwise.
 * @param soundChanged called when `isSound` may have changed
 */
export function createNmeaReceiver(
  ports: { readonly clock: Clock; readonly timers: Timers },
  car: SimulatedCar,
  config: NmeaConfig,
  soundChanged: () => void = () => {},
): NmeaReceiver {
  const { clock, timers } = ports;
  let open = false;
  let trouble: NmeaTrouble = 'none';
  let frozen: Uint8Array | null = null;
  let told = 0;
  let carriedMicrodegrees = 0;
  let awakeUntil = 0;
  let awake = (): void => {};

  const placeOf = (truth: CarTruth): Place => {
    told += 1;
    const isFar = trouble === 'jumping' && told % 10 === 0;
    const { latitudeMicrodegrees, longitudeMicrodegrees } = placeAlong(
      config.home,
      truth.odometerMillimetres - truth.towedMillimetres - config.homeMillimetres,
    );
    const north = carriedMicrodegrees + (isFar ? 700_000 : 0);
    return { latitudeMicrodegrees: latitudeMicrodegrees + north, longitudeMicrodegrees };
  };
  const sentences = (truth: CarTruth): Uint8Array =>
    sentencesOf(
      {
        wall: clock.wall(),
        place: placeOf(truth),
        hundredthsKmPerHour: truth.hundredthsKmPerHour,
        isSearching: truth.ignitionOn && truth.atMs - truth.ignitionChangedAtMs < config.firstFixAfterMs,
      },
      trouble,
    );
  const troubled = (bytes: Uint8Array): Uint8Array | null => {
    if (trouble === 'silent') return null;
    if (trouble === 'damaged') return bytes.subarray(told % 7, bytes.length - 1 - (told % 5));
    if (trouble !== 'frozen') return bytes;
    frozen ??= bytes;
    return frozen;
  };

  const run = (events: ByteStreamEvents): (() => void) => {
    let cancel: Cancel | undefined;
    const schedule = (): void => {
      const delayMs = config.everyMs - (clock.wall() % config.everyMs);
      cancel = timers.after(milliseconds(delayMs), tell);
    };
    const tell = (): void => {
      schedule();
      const truth = car.now();
      const bytes = troubled(sentences(truth));
      if (!isPowered(truth)) follow(truth);
      if (bytes !== null) events.data(bytes);
    };
    const isPowered = ({ ignitionOn, atMs }: CarTruth): boolean => ignitionOn || atMs < awakeUntil;
    const follow = (truth: CarTruth): void => {
      if (isPowered(truth)) {
        if (cancel === undefined) schedule();
      } else {
        cancel?.();
        cancel = undefined;
      }
    };
    const unwatch = car.watch(follow);
    follow(car.now());
    awake = () => follow(car.now());
    return () => {
      awake = () => {};
      unwatch();
      cancel?.();
    };
  };

  return {
    trouble(next) {
      trouble = next;
      frozen = null;
      soundChanged();
    },
    get isSound() {
      return trouble === 'none';
    },
    carry(northMetres, toldForMs) {
      carriedMicrodegrees += metresNorth(northMetres);
      awakeUntil = car.now().atMs + toldForMs;
      awake();
    },
    async open(events) {
      if (open) {
        const fault = { code: 'line-unavailable', blame: 'environment', temporary: true } as const;
        throw new Fault(fault, 'the GNSS receiver is in use');
      }
      open = true;
      const stop = run(events);
      return {
        write() {},
        close() {
          open = false;
          stop();
        },
      };
    },
  };
}
