import { describe, expect, test } from 'vitest';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { createModbusBoard } from '../../../simulator/car/modbus-board.ts';
import { odometerCar } from '../../../simulator/car/models.ts';
import { type PulseEnder, relayBoard } from '../../../simulator/car/relay-board.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { parkedRealCar } from '../../support/parked-car.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

async function openBoard() {
  const { board, car } = parkedRealCar();
  const answers: string[] = [];
  const closed: string[] = [];
  const stream = await createModbusBoard(board).open({
    data: (answer) => void answers.push(hex(answer)),
    closed: (reason) => void closed.push(reason),
  });
  return { car, answers, closed, say: (text: string) => stream.write(bytes(text)) };
}

/** Transaction 7, unit 1. */
const header = (length: string): string => `0007 0000 ${length} 01`;
const asHex = (text: string): string => text.replaceAll(' ', '');

describe('requests (Modbus application protocol 1.1b3)', () => {
  test.each([
    [
      '§6.2 reads all inputs: parked, locked, key and card in',
      `${header('0006')} 02 0000 0005`,
      `${header('0004')} 02 01 1e`,
    ],
    ['§6.2 reads some inputs', `${header('0006')} 02 0002 0001`, `${header('0004')} 02 01 01`],
    [
      '§6.1 reads coils: immobilised, no pulse under way',
      `${header('0006')} 01 0000 0003`,
      `${header('0004')} 01 01 04`,
    ],
    [
      '§6.5 writes a coil and repeats the request',
      `${header('0006')} 05 0001 ff00`,
      `${header('0006')} 05 0001 ff00`,
    ],
    ['§7 exception 1: function not known', `${header('0006')} 03 0000 0001`, `${header('0003')} 83 01`],
    ['§7 exception 2: no such input', `${header('0006')} 02 0004 0002`, `${header('0003')} 82 02`],
    ['§7 exception 2: no such coil', `${header('0006')} 05 0003 ff00`, `${header('0003')} 85 02`],
    ['§7 exception 3: neither on nor off', `${header('0006')} 05 0000 0001`, `${header('0003')} 85 03`],
    ['§7 exception 3: nothing to read', `${header('0006')} 02 0000 0000`, `${header('0003')} 82 03`],
  ])('%s', async (_, request, answer) => {
    const { answers, say } = await openBoard();
    say(request);
    expect(answers).toEqual([asHex(answer)]);
  });

  test('switching a pulse off moves no lock', async () => {
    const { car, say } = await openBoard();
    say(`${header('0006')} 05 0001 0000`);
    expect(car.now().doorsLocked).toBe(true);
  });
});

describe('a pulse', () => {
  async function pulsed(endsBy: PulseEnder = 'board') {
    const { advance, clock, timers } = createManualClock();
    const initial = { model: odometerCar, odometerMetres: 0, clearedMetresAgo: 0, fuelMillilitres: 0 };
    const board = relayBoard(timers, createSimulatedCar(clock, parkedCar(initial)), endsBy);
    const said: string[] = [];
    const stream = await createModbusBoard(board).open({
      data: (answer) => void said.push(hex(answer.subarray(7))),
      closed: () => {},
    });
    const ask = (pdu: string): string => {
      stream.write(bytes(`0007 0000 0006 01 ${pdu}`));
      return said.at(-1) ?? '';
    };
    /** Of immobiliser, unlock and lock, and whether the doors are locked. */
    const coils = () => ({ coils: ask('01 0000 0003').slice(-2), inputs: ask('02 0002 0001').slice(-2) });
    return { advance, ask, board, coils };
  }

  test('shows on its coil for 500 ms, and the bolt is over after 150', async () => {
    const { advance, ask, coils } = await pulsed();
    ask('05 0001 ff00');
    expect(coils()).toEqual({ coils: '06', inputs: '01' });
    await advance(150);
    expect(coils()).toEqual({ coils: '06', inputs: '00' });
    await advance(350);
    expect(coils()).toEqual({ coils: '04', inputs: '00' });
  });

  test.each([
    ['is as long as it is told at coil 0200, in tenths of a second', '05 0201 0003', 300],
    ['of no tenths is none', '05 0201 0000', 0],
  ])('%s', async (_, request, lasts) => {
    const { advance, ask, board } = await pulsed();
    expect(ask(request)).toBe(asHex(request));
    await advance(Math.max(0, lasts - 1));
    expect(board.relays.isOn('unlock')).toBe(lasts > 0);
    await advance(1);
    expect(board.relays.isOn('unlock')).toBe(false);
  });

  test('that the unit ends lasts until it is told, and exception 6 while the board is busy', async () => {
    const { advance, ask, board } = await pulsed('unit');
    ask('05 0000 ff00');
    await advance(60_000);
    board.refusesToLetGo = true;
    expect([ask('05 0000 0000'), board.relays.isOn('lock')]).toEqual(['8506', true]);
    board.refusesToLetGo = false;
    expect([ask('05 0000 0000'), board.relays.isOn('lock')]).toEqual(['0500000000', false]);
  });
});

describe('framing on TCP', () => {
  const read = asHex(`${header('0006')} 02 0000 0005`);

  test('requests come in fragments of any size, and several at once', async () => {
    const { answers, say } = await openBoard();
    for (const octet of read.match(/../g) ?? []) say(octet);
    say(read + read);
    expect(answers).toHaveLength(3);
  });

  test('a length that no Modbus has ends the connection', async () => {
    const { answers, closed, say } = await openBoard();
    say('0007 0000 00ff 01');
    expect({ answers, closed }).toEqual({ answers: [], closed: ['not Modbus TCP'] });
    say(read);
    expect(answers).toEqual([]);
  });
});
