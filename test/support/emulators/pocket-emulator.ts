import { kilometresSinceClear, shownKilometresPerHour } from '../../../simulator/car/shown.ts';
import type { Emulator, Said } from './emulator.ts';
import { bigEndian, hex } from './hex.ts';

/**
 * Speaks as the emulators of a few dozen lines do that test phone programs: a greeting as the line opens, never an echo,
 * OK to the few commands it knows and NO DATA to all others, headers and spaces as it likes, everything in lower case.
 */
export function pocketEmulator(headers: boolean): Emulator {
  const said = (text: string): Said => ({ text: `${text}\r\n\r\n>`, afterMs: 10 });
  return {
    greeting: 'ELM327 v2.1\r\r>',
    echoes: () => false,
    reply(given, car) {
      const command = given.trim().toUpperCase();
      if (command === 'ATZ') return said('ELM327 v2.1');
      if (/^AT(I|E0|L0|S0|H1|SP0)$/.test(command)) return said('OK');
      const shown = (bytes: readonly number[]) =>
        said(`${headers ? `7e8 ${hex([bytes.length], '')} ` : ''}${hex(bytes, ' ').toLowerCase()}`);
      switch (command) {
        case '0100':
          return shown([0x41, 0x00, 0x00, 0x18, 0x00, 0x01]);
        case '0120':
          return shown([0x41, 0x20, 0x00, 0x00, 0x80, 0x00]);
        case '010C':
          return shown([0x41, 0x0c, 0x1f, 0x40]);
        case '010D':
          return shown([0x41, 0x0d, shownKilometresPerHour(car)]);
        case '0131':
          return shown([0x41, 0x31, ...bigEndian(kilometresSinceClear(car), 2)]);
        default:
          return said('NO DATA');
      }
    },
  };
}
