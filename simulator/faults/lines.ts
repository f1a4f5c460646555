import { z } from 'zod';
import { spanOf } from '../scenarios/quantities.ts';
import { type FaultKind, faultKind } from './fault.ts';
import { carSpells, carStrikes, drawnFrom, lengthFrom, timesADay } from './spells.ts';

/** What an ELM327 says instead of data. */
const errorWords = [
  'NO DATA',
  'CAN ERROR',
  'BUS INIT: ERROR',
  'UNABLE TO CONNECT',
  'BUFFER FULL',
  '<RX ERROR',
  '<DATA ERROR',
  'ERR94',
  '?',
  'STOPPED',
] as const;

/** What comes out of a line that nobody asked. */
const strayWords = ['\0\0\0', 'x>', '7E8>', '\r\r>>', '41 0D FF\r>', 'OK\r\r>'] as const;

const adapterErrors = faultKind({
  name: 'adapter-errors',
  schema: z.strictObject({ perDay: spanOf(0, 1_000), lastsSeconds: spanOf(0, 86_400) }),
  draw: ({ perDay, lastsSeconds }, random) => ({ perDay: drawnFrom(perDay, random), lastsSeconds }),
  inject({ perDay, lastsSeconds }, stage, random) {
    for (const { car, unit } of stage.cars) {
      const own = random.fork(car);
      timesADay(stage, perDay, own, () => {
        unit.adapter.failWith(errorWords[own.int(0, errorWords.length - 1)]);
        stage.namedSpell('adapter-errors', car, lengthFrom(lastsSeconds, own), () =>
          unit.adapter.failWith(undefined),
        );
      });
    }
  },
});

/** Trouble with the lines into the car: the OBD adapter, the receiver, the I/O board. */
export const lineFaults: readonly FaultKind[] = [
  carSpells('adapter-unplugged', (_, { unit }) => {
    unit.adapter.unplug();
    return () => unit.adapter.plugIn();
  }),
  carSpells('adapter-hangs', (_, { unit }) => {
    unit.adapter.hang();
    return () => unit.adapter.plugIn();
  }),
  carStrikes('adapter-power-dip', (_, { unit }) => unit.adapter.dipPower()),
  carStrikes('adapter-stray-bytes', (_, { unit }, random) =>
    unit.adapter.blurt(strayWords[random.int(0, strayWords.length - 1)] ?? 'x>'),
  ),
  adapterErrors,
  carSpells('gnss-silent', (_, { unit }) => {
    unit.receiver.trouble('silent');
    return () => unit.receiver.trouble('none');
  }),
  carSpells('gnss-jumps', (_, { unit }) => {
    unit.receiver.trouble('jumping');
    return () => unit.receiver.trouble('none');
  }),
  carSpells('gnss-frozen', (_, { unit }) => {
    unit.receiver.trouble('frozen');
    return () => unit.receiver.trouble('none');
  }),
  carSpells('gnss-damaged', (_, { unit }) => {
    unit.receiver.trouble('damaged');
    return () => unit.receiver.trouble('none');
  }),
  carSpells('board-away', (_, { unit }) => {
    unit.board.trouble(true);
    return () => unit.board.trouble(false);
  }),
];
