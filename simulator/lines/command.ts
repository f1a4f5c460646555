import { type Command, InvalidArgumentError } from 'commander';
import { orderForms } from './order.ts';
import type { LinesPorts } from './ports.ts';
import { runLines } from './run.ts';
import { usualFirstPort } from './serve-car.ts';

const mostCars = 99;

interface Given {
  readonly car: number;
  readonly host: string;
  readonly firstPort?: number;
  readonly orders?: string;
  readonly kit?: string;
}

/** Adds `lines` to a program: one simulated car's twins behind TCP ports in real time, driven by orders. */
export function addLinesCommand(program: Command, ports: LinesPorts): void {
  program
    .command('lines')
    .summary("put a simulated car's lines on TCP ports")
    .description(
      "Put one simulated car's OBD adapter (ELM327), GNSS receiver (NMEA) and I/O board (Modbus TCP) on TCP ports in " +
        'real time. Prints their addresses as a JSON line, then the truth about the car after each order and every 10 s. ' +
        'Ctrl-C ends it.',
    )
    .option(
      '--car <number>',
      `which car, 1 to ${mostCars}: models, odometers and ports differ`,
      upTo(mostCars),
      1,
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
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
    .action(({ car, host, firstPort, orders, kit }: Given) =>
      runLines(ports, { car, host, firstPort: firstPort ?? usualFirstPort(car), orders, kit }),
    );
}

const upTo =
  (most: number, least = 1) =>
  (text: string): number => {
    const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is no whole number from ${least} to ${most}.`);
  };
