import { shownOdometerMetres } from '../car/shown.ts';
import type { BenchCar } from './bench-car.ts';
import { benchKit } from './kit.ts';
import type { LinesPorts } from './ports.ts';
import { serveOnTcp, type TcpPlace } from './serve-tcp.ts';
import { serveOnTerminals, type TerminalPlace } from './serve-terminals.ts';
import type { ServedCar } from './served-car.ts';

/** Which car, and where its lines are to be found. */
export interface ServeOptions {
  /** Which car of the bench, from 1. */
  readonly car: number;
  readonly place: TcpPlace | TerminalPlace;
  /** Folder for the files that a device and a phone need; none are written where left out. */
  readonly kit: string | undefined;
}

/**
 * Serves a car's lines and tells where.
 * @throws {Fault} `port-taken`, `address-unavailable`, `terminals-unavailable`; `file-unwritable` for the kit
 */
export async function serveCar(
  ports: LinesPorts,
  bench: BenchCar,
  options: ServeOptions,
): Promise<ServedCar> {
  const { place } = options;
  const served = await (place.kind === 'tcp'
    ? serveOnTcp(ports, bench, place)
    : serveOnTerminals(ports, bench, place));
  try {
    await present(ports, bench, options, served);
    return served;
  } catch (thrown) {
    await served.close();
    throw thrown;
  }
}

async function present(
  ports: LinesPorts,
  bench: BenchCar,
  { car, kit }: ServeOptions,
  { lines, phones, link }: ServedCar,
): Promise<void> {
  const truth = bench.car.now();
  const initialOdometerMetres = shownOdometerMetres(truth);
  if (kit !== undefined) {
    const { random } = ports;
    const wall = ports.clock.wall();
    await ports.writeNew(kit, benchKit({ random, wall, car, lines, phones, initialOdometerMetres }));
  }
  const model = truth.model.name;
  ports.print(JSON.stringify({ type: 'lines', car, model, ...lines, phones, link, initialOdometerMetres }));
}
