import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { SeededRandom } from '../kernel/random.ts';

/** A range to draw from: least and most, in milliseconds. */
export type Range = readonly [least: number, most: number];

/** How the network between the cars and the gateway behaves. */
export interface NetworkConditions {
  /** How long a packet takes, one way. */
  readonly delay: Range;
  /** How long until a car notices that its connection is gone. */
  readonly carNotices: Range;
  /** How long until the broker notices (keepalive); then it publishes the last will. */
  readonly brokerNotices: Range;
  /** How long a connection attempt to nowhere takes to fail. */
  readonly connectFails: Range;
  /** Chance, for each packet of a car, that its connection is lost on the way. */
  readonly lossChance: number;
  /** Chance that a broker hands a message on a second time (QoS 1 may), and how much later. */
  readonly repeatChance: number;
  readonly repeatDelay: Range;
  /** Chance that what a lost connection still carried to the broker arrives all the same, after the next connection was made. */
  readonly lingerChance: number;
  /** How many packets may be under way in each direction of a connection. */
  readonly capacity: number;
}

export const ordinaryConditions: NetworkConditions = {
  delay: [20, 120],
  carNotices: [0, 90_000],
  brokerNotices: [0, 90_000],
  connectFails: [10, 20_000],
  lossChance: 0,
  repeatChance: 0,
  repeatDelay: [0, 0],
  lingerChance: 0,
  capacity: 2_000,
};

export const drawn = (random: SeededRandom, [least, most]: Range): Milliseconds =>
  milliseconds(random.int(least, most));
