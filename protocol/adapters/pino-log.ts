import { type DestinationStream, type Level, pino } from 'pino';
import type { Log } from '../runtime.ts';

/** Fields that never reach a log: where a car is, what opens it, who drives it. A second line behind the callers' care. */
const redacted = [
  ...['latitude', 'longitude', 'position', 'fix', 'track'],
  ...['password', 'secret', 'key', 'privateKey', 'token', 'proof', 'nonce', 'pin', 'fuelCardPin', 'salt'],
  ...['subject', 'driver', 'customer'],
];

export interface PinoLogOptions {
  /** Which part of Ritmeter speaks: `device car-3`, `gateway`. */
  readonly name: string;
  readonly level: Level;
  /** Standard output where left out. */
  readonly destination?: DestinationStream;
}

/** A log as one JSON object a line. */
export function pinoLog({ name, level, destination }: PinoLogOptions): Log {
  const options = {
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redacted, censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
