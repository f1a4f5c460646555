import type { Line } from '../../device/ports.ts';
import type { BenchCar } from './bench-car.ts';
import type { LinesPorts, ServedLine } from './ports.ts';
import type { ServedCar } from './served-car.ts';

/** TCP ports. */
export interface TcpPlace {
  readonly kind: 'tcp';
  readonly host: string;
  /** Of three ports, and one for the device to hear phones on; 0 takes any free ones. */
  readonly firstPort: number;
  /** That for phones where the others are any. */
  readonly usualPhonesPort: number;
}

/** @throws {Fault} `port-taken`, `address-unavailable` */
export async function serveOnTcp(ports: LinesPorts, bench: BenchCar, place: TcpPlace): Promise<ServedCar> {
  const { host, firstPort, usualPhonesPort } = place;
  const served: ServedLine[] = [];
  const close = async (): Promise<void> => {
    for (const line of served) await line.close();
  };
  const serve = async (line: Line, at: number): Promise<string> => {
    const server = await ports.serve(line, host, firstPort === 0 ? 0 : firstPort + at);
    served.push(server);
    return hostAndPort(host, server.port);
  };
  try {
    const lines = {
      obd: `tcp://${await serve(bench.obd, 0)}`,
      gnss: `tcp://${await serve(bench.gnss, 1)}`,
      cabin: `modbus+tcp://${await serve(bench.cabin, 2)}`,
    };
    const phonesPort = firstPort === 0 ? usualPhonesPort : firstPort + 3;
    const phones = `tcp://${hostAndPort('127.0.0.1', phonesPort)}`;
    return { lines, phones, link: phones, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

const hostAndPort = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
