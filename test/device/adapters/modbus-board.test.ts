import { describe, expect, onTestFinished, test } from 'vitest';
import { ModbusCabin } from '../../../device/adapters/modbus-cabin.ts';
import { type Board, boardSchema } from '../../../device/cabin/board.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { RelayBoard } from '../../support/relay-board.ts';

async function wired(given: unknown = {}, timers = createManualClock().timers) {
  const relayBoard = new RelayBoard();
  const config: Board = boardSchema.parse(given);
  const port = await relayBoard.listen();
  const cabin = new ModbusCabin({ kind: 'modbus-tcp', host: '127.0.0.1', port }, timers, config);
  onTestFinished(async () => {
    await cabin.close();
    await relayBoard.close();
  });
  return { relayBoard, cabin };
}

describe('a board that is wired otherwise', () => {
  test('has its inputs and relays where the configuration says, and inverted where it says so', async () => {
    const { relayBoard, cabin } = await wired({
      unit: 7,
      inputs: { ignitionOn: 6, doorsClosed: 3, doorsLocked: 2, keyInHolder: 4, fuelCardInHolder: 5 },
      relays: { lock: 4, unlock: 3, immobiliser: 7 },
      inverted: ['doorsClosed', 'immobiliser'],
    });
    relayBoard.unit = 7;
    relayBoard.inputs[3] = true;
    relayBoard.inputs[4] = true;
    expect(await cabin.read()).toEqual({
      ignitionOn: false,
      doorsClosed: false,
      doorsLocked: false,
      keyInHolder: true,
      fuelCardInHolder: false,
    });
    await cabin.command('release');
    await cabin.command('lock');
    expect(relayBoard.written).toEqual(['7=ff00', '4=ff00']);
  });

  test.each([
    [{ inputs: { doorsClosed: 0 } }],
    [{ relays: { unlock: 0 } }],
    [{ pulse: { milliseconds: 5_000 } }],
    [{ unit: 0 }],
    [{ inverted: ['roof'] }],
  ])('is no board in a configuration of %j', (given) => {
    expect(boardSchema.safeParse(given).success).toBe(false);
  });
});

describe('a pulse', () => {
  test('is ended by the board itself, unless the configuration says otherwise', async () => {
    const { relayBoard, cabin } = await wired();
    await cabin.command('unlock');
    expect(relayBoard.written).toEqual(['1=ff00']);
  });

  test('timed by the board is written with its length in tenths of a second', async () => {
    const { relayBoard, cabin } = await wired({ pulse: { by: 'board-timed', milliseconds: 700 } });
    await cabin.command('lock');
    expect(relayBoard.written).toEqual(['200=7']);
  });

  test('of the unit lasts as long as configured, and no other request comes between', async () => {
    const time = createManualClock();
    const { relayBoard, cabin } = await wired({ pulse: { by: 'unit', milliseconds: 300 } }, time.timers);
    await cabin.read();
    const unlocked = cabin.command('unlock');
    const read = cabin.read();
    await expect.poll(() => relayBoard.relays[1]).toBe(true);
    await time.advance(300);
    await unlocked;
    expect(relayBoard.relays[1]).toBe(false);
    await read;
  });

  test('of which the board refuses the end may have happened, and the next request ends it', async () => {
    const time = createManualClock();
    const { relayBoard, cabin } = await wired({ pulse: { by: 'unit', milliseconds: 300 } }, time.timers);
    await cabin.read();
    relayBoard.refusesToLetGo = 1;
    const unlocked = cabin.command('unlock').catch((thrown: unknown) => thrown);
    await expect.poll(() => relayBoard.relays[1]).toBe(true);
    await time.advance(300);
    expect(await unlocked).toMatchObject({ code: 'cabin-unreachable', mayHaveHappened: true });
    await cabin.read();
    expect(relayBoard.relays[1]).toBe(false);
  });

  test('of a unit that was killed in the middle of it ends as soon as one runs again', async () => {
    const { relayBoard, cabin } = await wired({ pulse: { by: 'unit' } });
    relayBoard.relays[1] = true;
    await cabin.read();
    expect(relayBoard.relays[1]).toBe(false);
  });
});

describe('another board in its place', () => {
  test.each([
    ['what it says of itself', 'Ritm R8 2', 'another board answers: "Other X"'],
    ['a register', { register: 0x8000, value: 100 }, 'another board answers: "300"'],
  ])('is known by %s, and moves no lock', async (_, identity, told) => {
    const { relayBoard, cabin } = await wired({ identity });
    relayBoard.identity = ['Ritm', 'R8', '2'];
    expect(await cabin.read()).toMatchObject({ ignitionOn: false });
    relayBoard.losePower();
    relayBoard.identity = ['Other', 'X'];
    relayBoard.version = 300;
    await cabin.read().catch(() => {});
    await expect(cabin.command('unlock')).rejects.toMatchObject({
      code: 'cabin-unreachable',
      mayHaveHappened: false,
      message: expect.stringContaining(told),
    });
    expect(relayBoard.written).toEqual([]);
  });

  test.each(['Ritm R8 2', { register: 7, value: 1 }])(
    'says nothing of itself where it refuses the question (%j)',
    async (identity) => {
      const { cabin } = await wired({ identity });
      await expect(cabin.read()).rejects.toThrow('it says nothing of itself');
    },
  );
});

test('a board that lost its power is told the immobiliser again as it last took it', async () => {
  const { relayBoard, cabin } = await wired();
  await cabin.command('immobilise');
  relayBoard.losePower();
  await cabin.read().catch(() => {});
  await cabin.read();
  expect(relayBoard.relays[2]).toBe(true);
});
