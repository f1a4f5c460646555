import { z } from 'zod';
import { epochMilliseconds } from '../../protocol/units.ts';
import type { BrokerAddress } from '../ports.ts';

const time = z.int().min(0).transform(epochMilliseconds);

const schema = z.object({
  software: z.string(),
  /** Where cars reach the broker. */
  broker: z.string(),
  /** Where phones reach it; null where they do not. */
  http: z.string().nullable(),
  startedAt: time,
  writtenAt: time,
  ingest: z.object({
    state: z.enum(['green', 'red']),
    reason: z.string().nullable(),
    waitingMessages: z.int(),
    waitingBytes: z.int(),
    lastCommitAt: time.nullable(),
  }),
});

/** What a serving process says of itself, every two seconds, in a file. */
export type RunningState = z.output<typeof schema>;

export const formatRunningState = (state: RunningState): string => `${JSON.stringify(state)}\n`;

/** Null on what no gateway wrote. */
export function parseRunningState(text: string): RunningState | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A broker's address as cars are given it. */
export const brokerUrl = (address: BrokerAddress, { isTls }: { readonly isTls: boolean }): string =>
  `${isTls ? 'mqtts' : 'mqtt'}://${hostAndPort(address)}`;

/** Where phones are told to go. */
export const httpUrl = (address: BrokerAddress, { isTls }: { readonly isTls: boolean }): string =>
  `${isTls ? 'https' : 'http'}://${hostAndPort(address)}`;

const hostAndPort = ({ host, port }: BrokerAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
