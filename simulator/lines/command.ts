import { type Command, InvalidArgumentError } from 'commander';
import { orderForms } from './order.ts';
import type { LinesPorts } from './ports.ts';
import { runLines } from './run.ts';
import type { ServeOptions } from './serve-car.ts';

const mostCars = 99;

interface Given {
  readonly car: number;
  readonly folder?: string;
  readonly tcp?: true;
  readonly host?: string;
  readonly firstPort?: number;
  readonly orders?: string;
  readonly kit?: string;
}

/** Adds `lines` to a program: one simulated car's twins behind serial devices or TCP in real time, driven by orders. */
export function addLinesCommand(program: Command, ports: LinesPorts): void {
  program
    .command('lines')
    .summary("put a simulated car's lines on pseudo-terminals or TCP ports")
    .description(
      "Put one simulated car's OBD adapter (ELM327), GNSS receiver (NMEA), I/O board (Modbus) and Bluetooth module on " +
        'pseudo-terminals, made by socat, or on TCP ports, in real time. Prints where they are as a JSON line, then the ' +
        'truth about the car after each order and every 10 s. Ctrl-C ends it.',
    )
    .option(
      '--car <number>',
      `which car, 1 to ${mostCars}: models, odometers and ports differ`,
      upTo(mostCars),
      1,
    )
    .option('--folder <folder>', 'where to link the pseudo-terminals (default: a new folder)')
    .option('--tcp', 'TCP ports instead of pseudo-terminals; so do the two options below')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option(
      '--first-port <number>',
      'first of three ports, and one for phones; 0: any free ones (default: 7301 + 10 x car)',
      upTo(65_532, 0),
    )
    .option('--kit <folder>', 'write what a device and a phone need: car.yaml, token.hex, phone.json')
    .option('--orders <file>', 'driving orders, one a line (default: standard input)')
    .addHelpText(
      'after',
      `\nOrders, carried out one after the other:\n${orderForms.map((form) => `  ${form}\n`).join('')}`,
    )
    .action((given: Given) => {
      const { car, orders, kit } = given;
      return runLines(ports, { car, place: placeOf(given), orders, kit });
    });
}

function placeOf({ car, folder, tcp, host, firstPort }: Given): ServeOptions['place'] {
  const isTcp = tcp === true || host !== undefined || firstPort !== undefined;
  if (!isTcp) return { kind: 'terminals', folder };
  const usual = usualFirstPort(car);
  return {
    kind: 'tcp',
    host: host ?? '127.0.0.1',
    firstPort: firstPort ?? usual,
    usualPhonesPort: usual + 3,
  };
}

/** Three ports of a car's lines, and one for its device to hear phones on. */
const usualFirstPort = (car: number): number => 7301 + 10 * car;

const upTo =
  (most: number, least = 1) =>
  (text: string): number => {
    const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is no whole number from ${least} to ${most}.`);
  };
