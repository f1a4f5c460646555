import { alternate, type Figure, figure } from '../figure.ts';
import { LoadProcess, ServerProcess } from './processes.ts';

/** Resident memory that each connected and silent car adds. */
export async function memory(onRun: () => void): Promise<Figure[]> {
  const cars = 2000;
  const perCar = async (what: 'gateway' | 'aedes'): Promise<number> => {
    onRun();
    const load = new LoadProcess();
    const server = await ServerProcess.start(what, cars);
    const before = await server.memory();
    await load.connect(server, cars);
    const after = await server.memory();
    await Promise.all([server.stop(), load.stop()]);
    return (after - before) / cars;
  };
  const { a, b } = await alternate(
    () => perCar('gateway'),
    () => perCar('aedes'),
  );
  return [
    figure('ingest.memory-per-car', a / b, 'times', { atMost: 1.3 }),
    figure('ingest.memory-per-car.gateway', a / 1000, 'kB', 'reported'),
  ];
}
