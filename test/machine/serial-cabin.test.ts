import { expect, onTestFinished, test, vi } from 'vitest';
import { ModbusCabin } from '../../device/adapters/modbus-cabin.ts';
import type { Line } from '../../device/ports.ts';
import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
import { concat } from '../../protocol/codec/bytes.ts';
import { createModbusRtuBoard } from '../../simulator/car/modbus-rtu.ts';
import { describeCabin } from '../contract/cabin-contract.ts';
import { parkedRealCar } from '../support/parked-car.ts';
import { emptyFolder } from './bench.ts';
import { someTerminals } from './terminals.ts';

const unreachable = { code: 'cabin-unreachable', blame: 'environment', temporary: true };

function cabinAt(path: string): ModbusCabin {
  const cabin = new ModbusCabin(
    { kind: 'modbus-rtu', path, baud: 9_600 },
    new SystemTimers(new SystemClock()),
  );
  onTestFinished(() => cabin.close());
  return cabin;
}

describeCabin('a board over Modbus RTU', async () => {
  const { board, car } = parkedRealCar();
  const path = await (await someTerminals()).serve(createModbusRtuBoard(board), 'cabin');
  return { cabin: cabinAt(path), car };
});

test('a board that is pulled out is unreachable, and found again once it is back', async () => {
  const folder = await emptyFolder();
  const { board } = parkedRealCar();
  const terminals = await someTerminals(folder);
  const cabin = cabinAt(await terminals.serve(createModbusRtuBoard(board), 'cabin'));
  await cabin.read();
  await terminals.close();
  await expect(cabin.read()).rejects.toMatchObject(unreachable);
  await expect(cabin.command('unlock')).rejects.toMatchObject({ ...unreachable, mayHaveHappened: false });
  await (await someTerminals(folder)).serve(createModbusRtuBoard(board), 'cabin');
  expect(await vi.waitFor(() => cabin.read())).toMatchObject({ doorsLocked: true });
});

test('a board that is silent is unreachable within bounded time, and is told nothing', async () => {
  const [path] = await (await someTerminals()).join('cabin', 'nobody');
  const cabin = cabinAt(path);
  await expect(cabin.command('unlock')).rejects.toMatchObject({ ...unreachable, mayHaveHappened: false });
  await expect(cabin.read()).rejects.toMatchObject({ ...unreachable, mayHaveHappened: false });
});

/** A line to a board on which something is done to each answer, and to each request. */
const between = (
  board: Line,
  change: {
    request?: (bytes: Uint8Array, heard: (bytes: Uint8Array) => void) => void;
    answer?: (bytes: Uint8Array, heard: (bytes: Uint8Array) => void) => void;
  },
): Line => ({
  async open(events) {
    const heard = (bytes: Uint8Array) => events.data(bytes);
    const stream = await board.open({
      ...events,
      data: (bytes) => (change.answer === undefined ? heard(bytes) : change.answer(bytes, heard)),
    });
    return {
      ...stream,
      write(bytes) {
        change.request?.(bytes, heard);
        stream.write(bytes);
      },
    };
  },
});

describeCabin('a board behind an RS-485 adapter that hands back what is sent', async () => {
  const { board, car } = parkedRealCar();
  const line = between(createModbusRtuBoard(board), { request: (bytes, heard) => heard(bytes) });
  return { cabin: cabinAt(await (await someTerminals()).serve(line, 'cabin')), car };
});

test('behind an adapter that echoes, a board that is silent confirms nothing', async () => {
  let isSilent = false;
  const line = between(createModbusRtuBoard(parkedRealCar().board), {
    request: (bytes, heard) => heard(bytes),
    answer: (bytes, heard) => (isSilent ? undefined : heard(bytes)),
  });
  const cabin = cabinAt(await (await someTerminals()).serve(line, 'cabin'));
  await cabin.read();
  isSilent = true;
  await expect(cabin.command('unlock')).rejects.toMatchObject({ ...unreachable, mayHaveHappened: true });
});

test('an answer that comes twice is not taken for that to the next request', async () => {
  const { board, car } = parkedRealCar();
  const line = between(createModbusRtuBoard(board), {
    answer: (bytes, heard) => heard(concat(bytes, bytes)),
  });
  const cabin = cabinAt(await (await someTerminals()).serve(line, 'cabin'));
  expect(await cabin.read()).toMatchObject({ fuelCardInHolder: true });
  car.happen({ kind: 'fuel-card-moved', inHolder: false });
  await vi.waitFor(async () => expect(await cabin.read()).toMatchObject({ fuelCardInHolder: false }));
  car.happen({ kind: 'fuel-card-moved', inHolder: true });
  expect(await cabin.read()).toMatchObject({ fuelCardInHolder: true });
});

/** A board whose next answers have a wrong checksum, so many of them. */
function withNoise(board: Line) {
  const noise = { answers: 0 };
  const line: Line = {
    open: (events) =>
      board.open({
        ...events,
        data(bytes) {
          const isSpoilt = noise.answers > 0;
          if (isSpoilt) noise.answers -= 1;
          const last = bytes.length - 1;
          events.data(isSpoilt ? bytes.map((byte, place) => (place === last ? byte ^ 0xff : byte)) : bytes);
        },
      }),
  };
  return { noise, line };
}

test('an answer with a wrong checksum is none: nothing is read from it, and no command is done by it', async () => {
  const { noise, line } = withNoise(createModbusRtuBoard(parkedRealCar().board));
  const cabin = cabinAt(await (await someTerminals()).serve(line, 'cabin'));
  noise.answers = 1;
  await expect(cabin.read()).rejects.toMatchObject({
    ...unreachable,
    mayHaveHappened: false,
    message: expect.stringContaining('CRC'),
  });
  expect(await vi.waitFor(() => cabin.read())).toMatchObject({ doorsLocked: true });
  noise.answers = 1;
  await expect(cabin.command('unlock')).rejects.toMatchObject({ ...unreachable, mayHaveHappened: true });
  expect(await vi.waitFor(() => cabin.read())).toMatchObject({ keyInHolder: true });
});
