import {
  kilometresSinceClear,
  shownFuel255ths,
  shownKilometresPerHour,
} from '../../../simulator/car/shown.ts';
import type { CarTruth } from '../../../simulator/car/truth.ts';
import type { Emulator, Said } from './emulator.ts';
import { bigEndian, hex } from './hex.ts';

/**
 * Speaks as the obdsim of obdgpslogger does: CR LF and echo until told otherwise, a sum of the data behind every answer
 * with headers on, no headers at all under ATSP0 (though the sum is there), `?` for a PID that it has never heard of,
 * NO DATA for the VIN, and never a search. Its voltage wavers around 11.8 V though the engine turns.
 */
export function obdsimEmulator(): Emulator {
  let settings = { echo: true, spaces: true, headers: false, lineFeeds: true };
  let protocol = '8';
  const afterReset = { ...settings };

  const end = (): string => (settings.lineFeeds ? '\r\n' : '\r');
  const words = (text: string, afterMs = 2): Said => ({ text: `${end()}${text}${end()}>`, afterMs });

  const at = (name: string): Said => {
    if (name === 'Z') {
      settings = { ...afterReset };
      return words('ELM327 v1.3a OBDGPSLogger', 1000);
    }
    if (name === 'RV') return words('11.9');
    if (name.startsWith('DPN')) return words(protocol);
    const [, known] = /^(AT[012]|L\d|H\d|SP[0-9A-C]|S\d|E\d|ST[0-9A-F]{1,2}|D\d|I|D)/.exec(name) ?? [];
    if (known === undefined) return words('?');
    if (known.startsWith('SP')) protocol = known.slice(2);
    const key = ({ E: 'echo', S: 'spaces', H: 'headers', L: 'lineFeeds' } as const)[known.slice(0, -1)];
    if (key !== undefined) settings = { ...settings, [key]: known.endsWith('1') };
    return words('OK');
  };

  const headerOf = (length: number): readonly string[] =>
    protocol === '0'
      ? []
      : protocol === '7' || protocol === '9'
        ? ['18', 'DA', 'F1', '10', hex([length], '')]
        : protocol === '6' || protocol === '8'
          ? ['7E8', hex([length], '')]
          : ['48', '6B', '10'];

  const ask = (request: string, car: CarTruth): Said => {
    const [, service, pid] = /^([0-9A-F]{2})([0-9A-F]{2})$/.exec(request) ?? [];
    if (service === undefined || pid === undefined || pid > '52') return words('?');
    const data = service === '01' ? dataOf(pid, car) : undefined;
    if (data === undefined) return words('NO DATA', 200);
    const space = settings.spaces ? ' ' : '';
    const sum = data.reduce((total, byte) => total + byte, 0) & 0xff;
    const body = hex([0x41, Number.parseInt(pid, 16), ...data, ...(settings.headers ? [sum] : [])], space);
    const header = settings.headers ? headerOf(data.length + 2) : [];
    return words([...header, body].join(space), 200);
  };

  return {
    echoes: () => settings.echo,
    reply(given, car) {
      const command = given.replaceAll(' ', '').toUpperCase();
      return command.startsWith('AT') ? at(command.slice(2)) : ask(command, car);
    },
  };
}

function dataOf(pid: string, car: CarTruth): readonly number[] | undefined {
  switch (pid) {
    case '00':
      return [0x08, 0x3e, 0x80, 0x03];
    case '20':
      return [0x00, 0x02, 0x80, 0x00];
    case '0C':
      return bigEndian(8000, 2);
    case '0D':
      return [shownKilometresPerHour(car)];
    case '2F':
      return [shownFuel255ths(car)];
    case '31':
      return bigEndian(kilometresSinceClear(car), 2);
    default:
      return undefined;
  }
}
