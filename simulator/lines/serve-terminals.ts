import type { BenchCar } from './bench-car.ts';
import type { LinesPorts } from './ports.ts';
import type { ServedCar } from './served-car.ts';

/** Pseudo-terminals. */
export interface TerminalPlace {
  readonly kind: 'terminals';
  /** Where they are linked; a new folder where left out. */
  readonly folder: string | undefined;
}

/** @throws {Fault} `terminals-unavailable` */
export async function serveOnTerminals(
  ports: LinesPorts,
  bench: BenchCar,
  { folder }: TerminalPlace,
): Promise<ServedCar> {
  const terminals = await ports.openTerminals(folder);
  try {
    const lines = {
      obd: await terminals.serve(bench.obd, 'obd'),
      gnss: await terminals.serve(bench.gnss, 'gnss'),
      cabin: `modbus+rtu://${await terminals.serve(bench.cabinRtu, 'cabin')}`,
    };
    const [phones, link] = await terminals.join('phones', 'link');
    return { lines, phones, link, close: () => terminals.close() };
  } catch (thrown) {
    await terminals.close();
    throw thrown;
  }
}
