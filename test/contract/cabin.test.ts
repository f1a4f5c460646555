import { onTestFinished } from 'vitest';
import { ModbusCabin } from '../../device/adapters/modbus-cabin.ts';
import { createCabinBoard } from '../../simulator/car/cabin.ts';
import { createModbusBoard } from '../../simulator/car/modbus-board.ts';
import { serveLine } from '../../simulator/lines/adapters/tcp-server.ts';
import { parkedRealCar } from '../support/parked-car.ts';
import { describeCabin } from './cabin-contract.ts';

describeCabin('the twin', async () => {
  const { timers, car } = parkedRealCar();
  return { cabin: createCabinBoard(timers, car, 1), car };
});

describeCabin('a board over Modbus TCP', async () => {
  const { car, timers } = parkedRealCar();
  const served = await serveLine(createModbusBoard(car), '127.0.0.1', 0);
  const cabin = new ModbusCabin({ kind: 'modbus-tcp', host: '127.0.0.1', port: served.port }, timers);
  onTestFinished(async () => {
    await cabin.close();
    await served.close();
  });
  return { cabin, car };
});
