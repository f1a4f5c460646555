import { type EpochMilliseconds, shifted } from '../../protocol/units.ts';
import type { Place } from './position.ts';

/**
 * What a receiver may suffer: nothing heard; every tenth fix far off; the same sentences again and again; bytes that got lost;
 * no position, and no time, as after a cold start; fixes without a height; an antenna that is torn off; a count of weeks
 * that has rolled over; a time without leap seconds; sentences of each satellite system by itself.
 */
export type NmeaTrouble =
  | 'none'
  | 'silent'
  | 'jumping'
  | 'frozen'
  | 'damaged'
  | 'cold'
  | 'flat'
  | 'antenna'
  | 'rolled-over'
  | 'leap-seconds'
  | 'talkers';

/** What there is to tell of one moment. */
export interface NmeaMoment {
  readonly wall: EpochMilliseconds;
  readonly place: Place;
  readonly hundredthsKmPerHour: number;
  /** Satellites are being looked for, and none is followed yet. */
  readonly isSearching: boolean;
}

const rolloverMilliseconds = 1_024 * 7 * 86_400_000;
/** GPS time is ahead of UTC by so much (since 2017), until a receiver hears of it: at most 12.5 minutes after a cold start. */
const leapMilliseconds = 18_000;

/** The sentences of one moment, RMC and GGA first. */
export const sentencesOf = (moment: NmeaMoment, trouble: NmeaTrouble): Uint8Array =>
  sealed(unsealed(moment, trouble));

function unsealed(moment: NmeaMoment, trouble: NmeaTrouble): string {
  const isBlind = moment.isSearching || trouble === 'cold' || trouble === 'antenna';
  const told = asTold(moment, trouble);
  const fix = { isBlind, isFlat: trouble === 'flat' };
  switch (trouble) {
    case 'talkers':
      return talkers
        .map(({ talker, isDeaf }) => fixSentences(talker, told, { ...fix, isBlind: isBlind || isDeaf }))
        .join('');
    case 'cold':
      return fixSentences('GN', told, fix) + sentence('GNRMC,,V,,,,,,,,,,N');
    case 'flat':
      return fixSentences('GN', told, fix) + sentence('GNGSA,A,2,05,12,25,,,,,,,,,,4.9,4.5,2.0');
    case 'antenna':
      return fixSentences('GN', told, fix) + sentence('GNTXT,01,01,02,ANTSTATUS=OPEN');
    default:
      return fixSentences('GN', told, fix) + (isBlind ? sentence('GNTXT,01,01,02,ANTSTATUS=OK') : '');
  }
}

/** Each by itself, one of them without any satellite. */
const talkers = [
  { talker: 'GP', isDeaf: false },
  { talker: 'GL', isDeaf: true },
  { talker: 'GA', isDeaf: false },
] as const;

/** With a checksum that is still to be filled in. */
const sentence = (text: string): string => `$${text}*00\r\n`;

function asTold(moment: NmeaMoment, trouble: NmeaTrouble): NmeaMoment {
  if (trouble === 'rolled-over') return { ...moment, wall: shifted(moment.wall, -rolloverMilliseconds) };
  return trouble === 'leap-seconds' ? { ...moment, wall: shifted(moment.wall, leapMilliseconds) } : moment;
}

function fixSentences(
  talker: string,
  { wall, place, hundredthsKmPerHour }: NmeaMoment,
  { isBlind, isFlat }: { readonly isBlind: boolean; readonly isFlat: boolean },
): string {
  const timeOfDay = timeText(Math.floor(wall / 1000) % daySeconds);
  const date = dateText(Math.floor(wall / (daySeconds * 1000)));
  const position = isBlind ? ',,,' : positionText(place);
  const tenthKnots = Math.round(hundredthsKmPerHour / 18.52);
  const knots = `${Math.floor(tenthKnots / 10)}.${tenthKnots % 10}`;
  const quality = isBlind ? '0,00,0.9,10.0' : isFlat ? '1,03,4.5,' : '1,10,0.9,10.0';
  const rmc = `${talker}RMC,${timeOfDay},${isBlind ? 'V' : 'A'},${position},${knots},,${date},,,A`;
  const gga = `${talker}GGA,${timeOfDay},${position},${quality},M,46.0,M,,`;
  return sentence(rmc) + sentence(gga);
}

const daySeconds = 86_400;

let lastTime = { second: Number.NaN, text: '' };

/** `hhmmss.ss`; all receivers tell the same second. */
function timeText(second: number): string {
  if (second === lastTime.second) return lastTime.text;
  const text = `${two(Math.floor(second / 3600))}${two(Math.floor(second / 60) % 60)}${two(second % 60)}.00`;
  lastTime = { second, text };
  return text;
}

let lastDate = { day: Number.NaN, text: '' };

/** `ddmmyy`, for a day since 1970-01-01; it is the same for many sentences. */
function dateText(day: number): string {
  if (day === lastDate.day) return lastDate.text;
  const at = new Date(day * daySeconds * 1000);
  const text = `${two(at.getUTCDate())}${two(at.getUTCMonth() + 1)}${two(at.getUTCFullYear() % 100)}`;
  lastDate = { day, text };
  return text;
}

const numbersOf = (digits: number): readonly string[] =>
  Array.from({ length: 10 ** digits }, (_, value) => `${value}`.padStart(digits, '0'));
const twoDigits = numbersOf(2);
const threeDigits = numbersOf(3);
const two = (value: number): string => twoDigits[value] ?? '';
const three = (value: number): string => threeDigits[value] ?? '';

function positionText({ latitudeMicrodegrees, longitudeMicrodegrees }: Place): string {
  const latitude = `${degreesText(latitudeMicrodegrees, two)},${latitudeMicrodegrees < 0 ? 'S' : 'N'}`;
  return `${latitude},${degreesText(longitudeMicrodegrees, three)},${longitudeMicrodegrees < 0 ? 'W' : 'E'}`;
}

/** Degrees and minutes with five decimals, about 2 cm. */
function degreesText(microdegrees: number, written: (degrees: number) => string): string {
  const hundredThousandthsOfMinutes = Math.abs(microdegrees) * 6;
  const degrees = Math.floor(hundredThousandthsOfMinutes / 6_000_000);
  const minutes = hundredThousandthsOfMinutes % 6_000_000;
  const decimals = minutes % 100_000;
  const whole = written(degrees) + two(Math.floor(minutes / 100_000));
  return `${whole}.${two(Math.floor(decimals / 1000))}${three(decimals % 1000)}`;
}

const dollar = 0x24;
const star = 0x2a;
const digits = Buffer.from('0123456789ABCDEF');

/** Sentences in bytes, with their checksums filled in: of what stands between `$` and `*`. */
function sealed(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'latin1');
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
