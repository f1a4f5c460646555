import { kilometresSinceClear, shownKilometresPerHour } from '../../../simulator/car/shown.ts';
import type { CarTruth } from '../../../simulator/car/truth.ts';
import type { Emulator, Said } from './emulator.ts';
import { bigEndian, hex } from './hex.ts';

/**
 * Speaks as the Python ELM327-emulator does in its scenario of a hybrid car: each request is known under one header only
 * (the engine's 7E0 from the start, so not under 7DF); the answer's id is the header plus 8, the filter of ATCRA is
 * lifted by ATCRA alone and not by ATAR, an answer that it holds back takes the prompt along, the first request is
 * searched for 3 s with the prompt's line after SEARCHING, and 7EA answers beside 7E8. In its fourth version 7DF is known
 * too, the engine alone names its PIDs, A6 among them, which is answered as of another service, and PID 31 goes to and fro
 * however far the car drives.
 */
export function perHeaderEmulator(version: 3 | 4 = 3): Emulator {
  let settings = { echo: true, spaces: true, headers: false, lineFeeds: false, header: '7E0', filter: '' };
  let searched = false;
  let countsOf31 = 0;
  const afterReset = { ...settings };

  const end = (): string => (settings.lineFeeds ? '\r\n' : '\r');
  const words = (text: string, afterMs = 2): Said => ({ text: `${text}${end()}${end()}>`, afterMs });

  const at = (name: string): Said => {
    if (name === 'Z') {
      settings = { ...afterReset };
      return { text: `${end()}${end()}ELM327 v1.5${end()}${end()}>`, afterMs: 500 };
    }
    if (name === 'RV') return words('13.9V');
    if (name === 'DPN') return words('A6', 500);
    const [, flag, on] = /^([ESHL])([01])$/.exec(name) ?? [];
    const key = ({ E: 'echo', S: 'spaces', H: 'headers', L: 'lineFeeds' } as const)[flag ?? ''];
    if (key !== undefined) settings = { ...settings, [key]: on === '1' };
    else if (/^SH[0-9A-F]+$/.test(name)) settings = { ...settings, header: name.slice(2) };
    else if (/^CRA/.test(name)) settings = { ...settings, filter: name.slice(3) };
    else if (!/^(AT[012]|ST[0-9A-F]+|SP[0-9A-C]|AR|D|FC(SH|SD)[0-9A-F]+|FCSM[0-2])$/.test(name))
      return words('?');
    return words('OK');
  };

  const shown = (id: string, payload: readonly number[]): readonly string[] => {
    if (settings.filter !== '' && settings.filter !== id) return [];
    const space = settings.spaces ? ' ' : '';
    const framed = framesOf(payload).map((frame) => hex(frame, space));
    if (settings.headers) return framed.map((frame) => `${id}${space}${frame}${space}`);
    return [`${hex(payload, space)}${space}`];
  };

  const ask = (request: string, car: CarTruth): Said | undefined => {
    const isFunctional = version === 4 && settings.header === '7DF';
    const header = isFunctional ? '7E0' : settings.header;
    const payloads = (version === 4 ? fourth(request, header) : undefined) ?? answersTo(request, header, car);
    if (payloads.length === 0) return words('NO DATA', 100);
    const answerId = (Number.parseInt(header, 16) + 8).toString(16).toUpperCase();
    const lines = payloads.flatMap(([id, payload]) => shown(id ?? answerId, payload));
    if (lines.length === 0) return undefined;
    const searching = searched ? '' : `SEARCHING...${end()}`;
    const afterMs = searched ? 30 : 3000;
    searched = true;
    return { text: `${searching}${lines.map((line) => `${line}${end()}`).join('')}${end()}>`, afterMs };
  };

  const fourth = (request: string, header: string): ReturnType<typeof answersTo> | undefined => {
    if (header !== '7E0') return undefined;
    const named = namedByFourth.get(request);
    if (named !== undefined) return [[undefined, [0x41, ...Buffer.from(request.slice(2), 'hex'), ...named]]];
    if (request !== '0131') return undefined;
    countsOf31 += 1;
    return [[undefined, [0x41, 0x31, 0, [50, 49, 51][countsOf31 % 3] ?? 50]]];
  };

  return {
    echoes: () => settings.echo,
    reply(given, car) {
      const command = given.replaceAll(' ', '').toUpperCase();
      return command.startsWith('AT') ? at(command.slice(2)) : ask(command, car);
    },
  };
}

/** Its blocks of supported PIDs, made from what it answers. */
const namedByFourth: ReadonlyMap<string, readonly number[]> = new Map([
  ['0100', [0xbe, 0x3f, 0xa8, 0x13]],
  ['0120', [0x90, 0x15, 0xb0, 0x15]],
  ['0140', [0x7a, 0x1c, 0x80, 0x21]],
  ['0160', [0x00, 0x00, 0x00, 0x01]],
  ['0180', [0x00, 0x00, 0x00, 0x01]],
  ['01A0', [0x04, 0x00, 0x00, 0x00]],
]);

/** The id is the header plus 8 where it is undefined. */
function answersTo(
  request: string,
  header: string,
  car: CarTruth,
): readonly (readonly [string | undefined, readonly number[]])[] {
  const speed = shownKilometresPerHour(car);
  if (header === '7C0' && request === '2129') return [[undefined, [0x61, 0x29, 40]]];
  if (header !== '7E0') return [];
  switch (request) {
    case '0100':
      return [
        ['7EA', [0x41, 0x00, 0x98, 0x3a, 0x80, 0x13]],
        [undefined, [0x41, 0x00, 0xbe, 0x3f, 0xa8, 0x13]],
      ];
    case '0120':
      return [[undefined, [0x41, 0x20, 0x90, 0x15, 0xb0, 0x15]]];
    case '0140':
      return [[undefined, [0x41, 0x40, 0x7a, 0x1c, 0x80, 0x00]]];
    case '0902':
      return [[undefined, [0x49, 0x02, 1, ...Buffer.from('WP0ZZZ99ZTS390000')]]];
    case '010C':
      return [[undefined, [0x41, 0x0c, 0x12, 0x87]]];
    case '010D':
      return [
        [undefined, [0x41, 0x0d, speed]],
        ['7EA', [0x41, 0x0d, speed]],
      ];
    case '0131':
      return [[undefined, [0x41, 0x31, ...bigEndian(kilometresSinceClear(car), 2)]]];
    case '0142':
      return [[undefined, [0x41, 0x42, 0x39, 0xd6]]];
    case '01A6':
      return [['7EA', [0x61, 0xa6, 0, 0, 0, 1]]];
    default:
      return [];
  }
}

function framesOf(payload: readonly number[]): readonly (readonly number[])[] {
  if (payload.length < 8) return [[payload.length, ...payload]];
  const rest = payload.slice(6);
  const consecutive = Array.from({ length: Math.ceil(rest.length / 7) }, (_, index) => [
    0x20 + ((index + 1) & 0x0f),
    ...rest.slice(index * 7, index * 7 + 7),
  ]);
  return [[0x10, payload.length, ...payload.slice(0, 6)], ...consecutive];
}
