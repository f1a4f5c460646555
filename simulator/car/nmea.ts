import type { ByteStreamEvents, Line } from '../../device/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Cancel, Clock, Timers } from '../../protocol/runtime.ts';
import { type EpochMilliseconds, milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from './car.ts';
import { type Place, placeAlong } from './position.ts';
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

/** What a receiver may suffer: nothing heard, every tenth fix far off, the same sentences again and again, bytes that got lost. */
export type NmeaTrouble = 'none' | 'silent' | 'jumping' | 'frozen' | 'damaged';

/** A line of NMEA sentences, and what troubles it. */
export interface NmeaReceiver extends Line {
  trouble(trouble: NmeaTrouble): void;
  readonly isSound: boolean;
}

/** A GNSS receiver that is powered with the ignition: RMC and GGA while the line is open, and no timer otherwise. */
export function createNmeaReceiver(
  ports: { readonly clock: Clock; readonly timers: Timers },
  car: SimulatedCar,
  config: NmeaConfig,
): NmeaReceiver {
  const { clock, timers } = ports;
  let open = false;
  let trouble: NmeaTrouble = 'none';
  let frozen: Uint8Array | null = null;
  let told = 0;

  const placing = (): NmeaConfig => {
    told += 1;
    const isFar = trouble === 'jumping' && told % 10 === 0;
    const { home } = config;
    return isFar
      ? { ...config, home: { ...home, latitudeMicrodegrees: home.latitudeMicrodegrees + 700_000 } }
      : config;
  };
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
      const bytes = troubled(sentencesAt(clock.wall(), car.now(), placing()));
      if (bytes !== null) events.data(bytes);
    };
    const follow = ({ ignitionOn }: CarTruth): void => {
      if (ignitionOn) {
        if (cancel === undefined) schedule();
      } else {
        cancel?.();
        cancel = undefined;
      }
    };
    const unwatch = car.watch(follow);
    follow(car.now());
    return () => {
      unwatch();
      cancel?.();
    };
  };

  return {
    trouble(next) {
      trouble = next;
      frozen = null;
    },
    get isSound() {
      return trouble === 'none';
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

/** RMC and GGA of one moment. */
function sentencesAt(wall: EpochMilliseconds, car: CarTruth, config: NmeaConfig): Uint8Array {
  const at = new Date(wall);
  const timeOfDay = `${two(at.getUTCHours())}${two(at.getUTCMinutes())}${two(at.getUTCSeconds())}.00`;
  const date = `${two(at.getUTCDate())}${two(at.getUTCMonth() + 1)}${two(at.getUTCFullYear() % 100)}`;
  const searching = car.atMs - car.ignitionChangedAtMs < config.firstFixAfterMs;
  const place = placeAlong(config.home, car.odometerMillimetres - config.homeMillimetres);
  const position = searching ? ',,,' : positionText(place);
  const tenthKnots = Math.round(car.hundredthsKmPerHour / 18.52);
  const knots = `${Math.floor(tenthKnots / 10)}.${tenthKnots % 10}`;
  const rmc = `$GNRMC,${timeOfDay},${searching ? 'V' : 'A'},${position},${knots},,${date},,,A*00\r\n`;
  const gga = `$GNGGA,${timeOfDay},${position},${searching ? '0,00' : '1,10'},0.9,10.0,M,46.0,M,,*00\r\n`;
  return sealed(Buffer.from(rmc + gga, 'latin1'));
}

const twoDigits = Array.from({ length: 100 }, (_, value) => `${value}`.padStart(2, '0'));
const two = (value: number): string => twoDigits[value] ?? '';

function positionText({ latitudeMicrodegrees, longitudeMicrodegrees }: Place): string {
  const latitude = `${degreesText(latitudeMicrodegrees, 2)},${latitudeMicrodegrees < 0 ? 'S' : 'N'}`;
  return `${latitude},${degreesText(longitudeMicrodegrees, 3)},${longitudeMicrodegrees < 0 ? 'W' : 'E'}`;
}

/** Degrees and minutes with five decimals, about 2 cm. */
function degreesText(microdegrees: number, digits: number): string {
  const hundredThousandthsOfMinutes = Math.abs(microdegrees) * 6;
  const degrees = Math.floor(hundredThousandthsOfMinutes / 6_000_000);
  const rest = hundredThousandthsOfMinutes % 6_000_000;
  const minutes = two(Math.floor(rest / 100_000));
  return `${`${degrees}`.padStart(digits, '0')}${minutes}.${`${rest % 100_000}`.padStart(5, '0')}`;
}

const dollar = 0x24;
const star = 0x2a;
const digits = Buffer.from('0123456789ABCDEF');

/** Sentences with their checksums filled in: of what stands between `$` and `*`. */
function sealed(bytes: Uint8Array): Uint8Array {
  let sum = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === dollar) sum = 0;
    else if (byte === star) {
      bytes[index + 1] = digits[sum >> 4] ?? 0;
      bytes[index + 2] = digits[sum & 0x0f] ?? 0;
      index += 2;
    } else sum ^= byte;
  }
  return bytes;
}
