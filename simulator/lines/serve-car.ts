import type { Line } from '../../device/ports.ts';
import { shownOdometerMetres } from '../car/shown.ts';
import type { BenchCar } from './bench-car.ts';
import { benchKit, type KitOptions } from './kit.ts';
import type { LinesPorts, ServedLine } from './ports.ts';

/** Which car on which ports. */
export interface ServeOptions {
  /** Which car of the bench, from 1. */
  readonly car: number;
  readonly host: string;
  /** Of three ports; 0 takes any free ones. */
  readonly firstPort: number;
  /** Folder for the files that a device and a phone need; none are written where left out. */
  readonly kit: string | undefined;
}

/**
 * Serves a car's three lines and tells where.
 * @throws {Fault} `port-taken`, `address-unavailable`; `file-unwritable` for the kit
 */
export async function serveCar(
  ports: LinesPorts,
  bench: BenchCar,
  options: ServeOptions,
): Promise<readonly ServedLine[]> {
  const served: ServedLine[] = [];
  const serve = async (line: Line, place: number): Promise<string> => {
    const server = await ports.serve(line, options.host, portAt(options, place));
    served.push(server);
    return hostAndPort(options.host, server.port);
  };
  try {
    const lines = {
      obd: `tcp://${await serve(bench.obd, 0)}`,
      gnss: `tcp://${await serve(bench.gnss, 1)}`,
      cabin: `modbus+tcp://${await serve(bench.cabin, 2)}`,
    };
    await present(ports, bench, options, lines);
    return served;
  } catch (thrown) {
    for (const server of served) await server.close();
    throw thrown;
  }
}

async function present(
  ports: LinesPorts,
  bench: BenchCar,
  { car, kit, ...options }: ServeOptions,
  lines: KitOptions['lines'],
): Promise<void> {
  const truth = bench.car.now();
  const initialOdometerMetres = shownOdometerMetres(truth);
  const phones = `tcp://${hostAndPort('127.0.0.1', portAt(options, 3) || usualFirstPort(car) + 3)}`;
  if (kit !== undefined) {
    const { random } = ports;
    const wall = ports.clock.wall();
    await ports.writeNew(kit, benchKit({ random, wall, car, lines, phones, initialOdometerMetres }));
  }
  const model = truth.model.name;
  ports.print(JSON.stringify({ type: 'lines', car, model, ...lines, phones, initialOdometerMetres }));
}

/** Three ports of a car's lines, and one for its device to hear phones on. */
export const usualFirstPort = (car: number): number => 7301 + 10 * car;

const portAt = ({ firstPort }: Pick<ServeOptions, 'firstPort'>, place: number): number =>
  firstPort === 0 ? 0 : firstPort + place;

const hostAndPort = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
