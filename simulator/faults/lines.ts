import { z } from 'zod';
import type { BoardTrouble, CabinBoard } from '../car/cabin.ts';
import type { NmeaTrouble } from '../car/nmea-sentences.ts';
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
  'BUS BUSY',
  'BUS ERROR',
  'FB ERROR',
  'ACT ALERT',
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

const receiverSpells = (name: string, trouble: NmeaTrouble): FaultKind =>
  carSpells(name, (_, { unit }) => {
    unit.receiver.trouble(trouble);
    return () => unit.receiver.trouble('none');
  });

const boardSpells = (name: string, trouble: BoardTrouble): FaultKind =>
  carSpells(name, (_, { unit }) => troubled(unit.board, trouble));

function troubled(board: CabinBoard, trouble: BoardTrouble): () => void {
  board.trouble(trouble);
  return () => board.trouble('none');
}

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
  receiverSpells('gnss-silent', 'silent'),
  receiverSpells('gnss-jumps', 'jumping'),
  receiverSpells('gnss-frozen', 'frozen'),
  receiverSpells('gnss-damaged', 'damaged'),
  receiverSpells('gnss-cold', 'cold'),
  receiverSpells('gnss-flat', 'flat'),
  receiverSpells('gnss-antenna', 'antenna'),
  receiverSpells('gnss-rolled-over', 'rolled-over'),
  receiverSpells('gnss-leap-seconds', 'leap-seconds'),
  receiverSpells('gnss-talkers', 'talkers'),
  boardSpells('board-away', 'away'),
  boardSpells('board-garbled', 'garbled'),
  boardSpells('board-swapped', 'swapped'),
  boardSpells('board-pulse-short', 'short-pulses'),
  boardSpells('board-relay-stuck', 'relay-stuck'),
  carSpells('board-end-refused', (_, { unit }) =>
    unit.board.pulseEndsBy === 'unit' ? troubled(unit.board, 'end-refused') : null,
  ),
  boardSpells('lock-stuck', 'stuck'),
];
