import {
  shownFuel255ths,
  shownKilometresPerHour,
  shownOdometerMetres,
} from '../../../simulator/car/shown.ts';
import type { CarTruth } from '../../../simulator/car/truth.ts';
import type { Emulator, Said } from './emulator.ts';
import { bigEndian, hex } from './hex.ts';

/** What sets one of these emulators apart from another. */
export interface WifiHabits {
  /** Between lines, and before the prompt. */
  readonly end: string;
  /** The prompt. */
  readonly prompt: string;
  readonly echoes: boolean;
  /** Bytes that fill a frame up to eight; none where undefined. */
  readonly padding: number | undefined;
  readonly answersAfterMs: number;
  /** After the banner of a reset. */
  readonly promptAfterMs: number;
  readonly lowerCase: boolean;
}

const usual: WifiHabits = {
  end: '\r',
  prompt: '>',
  echoes: false,
  padding: 0xaa,
  answersAfterMs: 20,
  promptAfterMs: 0,
  lowerCase: false,
};

/**
 * Speaks as the emulators do that run on boards with Wi-Fi, behind a TCP port: a reset begins with two empty lines, `?` for
 * all but a dozen commands, spaces always, frames padded to eight bytes, a negative response (7F) for a PID that the car
 * does not have, NO DATA for every block of supported PIDs but the first, which names PIDs beyond it all the same.
 */
export function wifiEmulator(habits: Partial<WifiHabits> = {}): Emulator {
  const { end, prompt, echoes, padding, answersAfterMs, promptAfterMs, lowerCase } = { ...usual, ...habits };
  let headers = false;
  const cased = (text: string): string => (lowerCase ? text.toLowerCase() : text);
  const words = (text: string, afterMs = answersAfterMs): Said => ({
    text: `${text}${end}${end}${prompt}`,
    afterMs,
  });

  const at = (name: string): Said => {
    if (name === 'Z') {
      headers = false;
      return {
        text: `${end}${end}ELM327 v1.5${end}${end}`,
        afterMs: 2,
        next: { text: prompt, afterMs: promptAfterMs },
      };
    }
    if (name === 'RV') return words('13.8V');
    if (name === 'DPN') return words('A6');
    if (/^H[01]$/.test(name)) headers = name === 'H1';
    return words(/^(E[01]|H[01]|S[01]|L[01]|SP[0-9A-C]|D)$/.test(name) ? 'OK' : '?');
  };

  const ask = (request: string, car: CarTruth): Said => {
    const [service = 0, pid = 0] = Buffer.from(request, 'hex');
    if (service !== 1 || (pid % 0x20 === 0 && pid > 0)) return words('NO DATA', answersAfterMs);
    const data = dataOf(pid, car);
    const payload = data === undefined ? [0x7f, service, 0x12] : [0x41, pid, ...data];
    const frame = headers ? [payload.length, ...payload] : payload;
    const filled =
      padding === undefined || !headers
        ? frame
        : [...frame, ...Array.from({ length: 8 - frame.length }, () => padding)];
    return words(cased(`${headers ? '7E8 ' : ''}${hex(filled, ' ')} `));
  };

  return {
    echoes: () => echoes,
    reply(given, car) {
      const command = given.replaceAll(/\s/g, '').toUpperCase();
      return command.startsWith('AT') ? at(command.slice(2)) : ask(command, car);
    },
  };
}

function dataOf(pid: number, car: CarTruth): readonly number[] | undefined {
  switch (pid) {
    case 0x00:
      return [0x00, 0x18, 0x00, 0x01];
    case 0x0c:
      return bigEndian(8000, 2);
    case 0x0d:
      return [shownKilometresPerHour(car)];
    case 0x2f:
      return [shownFuel255ths(car)];
    case 0xa6:
      return bigEndian(Math.floor(shownOdometerMetres(car) / 100), 4);
    default:
      return undefined;
  }
}
