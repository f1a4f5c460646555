import { expect, onTestFinished, test, vi } from 'vitest';
import { ModbusCabin } from '../../device/adapters/modbus-cabin.ts';
import type { Line } from '../../device/ports.ts';
import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
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
  const { car } = parkedRealCar();
  const path = await (await someTerminals()).serve(createModbusRtuBoard(car), 'cabin');
  return { cabin: cabinAt(path), car };
});

test('a board that is pulled out is unreachable, and found again once it is back', async () => {
  const folder = await emptyFolder();
  const { car } = parkedRealCar();
  const terminals = await someTerminals(folder);
  const cabin = cabinAt(await terminals.serve(createModbusRtuBoard(car), 'cabin'));
  await cabin.read();
  await terminals.close();
  await expect(cabin.read()).rejects.toMatchObject(unreachable);
  await expect(cabin.command('unlock')).rejects.toMatchObject({ ...unreachable, mayHaveHappened: false });
  await (await someTerminals(folder)).serve(createModbusRtuBoard(car), 'cabin');
  expect(await vi.waitFor(() => cabin.read())).toMatchObject({ doorsLocked: true });
});

test('a board that is silent is unreachable within bounded time; a command may have happened', async () => {
  const [path] = await (await someTerminals()).join('cabin', 'nobody');
  const cabin = cabinAt(path);
  await expect(cabin.command('unlock')).rejects.toMatchObject({ ...unreachable, mayHaveHappened: true });
  await expect(cabin.read()).rejects.toMatchObject({ ...unreachable, mayHaveHappened: false });
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
  const { noise, line } = withNoise(createModbusRtuBoard(parkedRealCar().car));
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
