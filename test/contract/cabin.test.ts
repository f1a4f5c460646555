import { onTestFinished } from 'vitest';
import { ModbusCabin } from '../../device/adapters/modbus-cabin.ts';
import { type Board, boardSchema } from '../../device/cabin/board.ts';
import { createCabinBoard } from '../../simulator/car/cabin.ts';
import { createModbusBoard } from '../../simulator/car/modbus-board.ts';
import { relayBoard } from '../../simulator/car/relay-board.ts';
import { serveLine } from '../../simulator/lines/adapters/tcp-server.ts';
import { parkedRealCar } from '../support/parked-car.ts';
import { type CabinBench, describeCabin } from './cabin-contract.ts';

describeCabin('the twin', async () => {
  const { timers, car } = parkedRealCar();
  return { cabin: createCabinBoard(timers, car, 1), car };
});

describeCabin('the twin whose pulses the unit ends', async () => {
  const { timers, car } = parkedRealCar();
  return { cabin: createCabinBoard(timers, car, 1, { pulseEndsBy: 'unit' }), car };
});

describeCabin('a board over Modbus TCP', () => boardOverTcp('board'));
describeCabin('a board over Modbus TCP that is told how long a pulse lasts', () =>
  boardOverTcp('board-timed'),
);
describeCabin('a board over Modbus TCP whose pulses the unit ends', () => boardOverTcp('unit'));

async function boardOverTcp(by: Board['pulse']['by']): Promise<CabinBench> {
  const { car, timers } = parkedRealCar();
  const board = relayBoard(timers, car, by === 'unit' ? 'unit' : 'board');
  const served = await serveLine(createModbusBoard(board), '127.0.0.1', 0);
  const cabin = new ModbusCabin(
    { kind: 'modbus-tcp', host: '127.0.0.1', port: served.port },
    timers,
    boardSchema.parse({ pulse: { by } }),
  );
  onTestFinished(async () => {
    await cabin.close();
    await served.close();
  });
  return { cabin, car };
}
