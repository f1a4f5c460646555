import type { Fleet, FleetResult, Journals } from './messages.ts';
import { type LoadProcess, ServerProcess } from './processes.ts';

export interface Shape {
  readonly cars: number;
  /** Messages without PUBACK that each car may have. */
  readonly window: number;
  /** That each car sends, one a message. */
  readonly records: number;
}

export const asFastAsItCan = (journals: number, window: number): Fleet => ({
  journals,
  window,
  rate: null,
  background: false,
});

/** Cars before those that are measured: a program that has just been started is slower. */
export const warmUp = ({ cars, records }: Shape): Journals => ({
  cars,
  records: Math.ceil(records / 2),
  size: 1,
});

/** A way of receiving: stored and receipted by the gateway, handed to one subscriber by bare aedes, or to nobody. */
export type Way = 'gateway' | 'forwarding' | 'alone';

export interface Throughput {
  readonly messagesPerSecond: number;
  /** Processor time that the server spent on a message. */
  readonly microsecondsEach: number;
}

/** The same messages against a new server, warmed up. */
export async function throughput(load: LoadProcess, way: Way, { cars, window }: Shape): Promise<Throughput> {
  const server = await ServerProcess.start(way === 'gateway' ? 'gateway' : 'aedes', 2 * cars);
  try {
    const options = { subscriber: way === 'forwarding', receipts: way === 'gateway' };
    await load.run(server, [asFastAsItCan(0, window)], options);
    const cpu = await server.cpu();
    const results = await load.run(server, [asFastAsItCan(1, window)], options);
    const microseconds = (await server.cpu()) - cpu;
    const messages = results[0]?.messages ?? Number.NaN;
    return { messagesPerSecond: rateOf(results), microsecondsEach: microseconds / messages };
  } finally {
    await server.stop();
  }
}

export const rateOf = ([result]: readonly FleetResult[]): number =>
  result === undefined ? Number.NaN : result.messages / result.seconds;
