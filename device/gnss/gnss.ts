import { type Cancel, fraction } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import { createLineHolder } from '../line-holder.ts';
import type { DevicePorts } from '../ports.ts';
import type { Fix } from './fix.ts';
import { noMoment, takeSentence } from './moment.ts';
import { collect, emptyBuffer, type Sentence } from './sentence.ts';

/** The GNSS receiver. */
export interface Gnss {
  start(): void;
  stop(): void;
}

export interface GnssConfig {
  /** Between attempts to open the line, with jitter; doubles up to 64 times this. */
  readonly reopenMs: number;
}

export const defaultGnssConfig: GnssConfig = { reopenMs: 1000 };

/** Who hears of fixes, and of the line being gone (it is opened again). */
export interface GnssListener {
  fix(fix: Fix): void;
  /** Whether the receiver says that its antenna is connected (TXT, ANTSTATUS). */
  antenna(isSound: boolean): void;
  unavailable(reason: string): void;
}

const mostDoublings = 6;

/** Reads fixes from the line for as long as it runs, opening it again after it has gone. */
export function createGnss(
  ports: Pick<DevicePorts, 'timers' | 'random' | 'gnss'>,
  config: GnssConfig,
  listener: GnssListener,
): Gnss {
  let buffer = emptyBuffer;
  let moment = noMoment;
  let attempts = 0;
  let cancelReopen: Cancel = () => {};

  const hear = (bytes: Uint8Array): void => {
    const collected = collect(buffer, bytes);
    buffer = collected.buffer;
    for (const sentence of collected.sentences) {
      const antenna = antennaIn(sentence);
      if (antenna !== undefined) listener.antenna(antenna);
      const taken = takeSentence(moment, sentence);
      moment = taken.moment;
      if (taken.fix !== undefined) listener.fix(taken.fix);
    }
  };
  const reopen = (): void => {
    const longestMs = config.reopenMs * 2 ** Math.min(attempts++, mostDoublings);
    const delay = milliseconds(Math.round(longestMs * (0.5 + fraction(ports.random) / 2)));
    cancelReopen = ports.timers.after(delay, () => line.open());
  };
  const line = createLineHolder(ports.gnss, {
    opened() {
      buffer = emptyBuffer;
      moment = noMoment;
    },
    data(bytes) {
      attempts = 0;
      hear(bytes);
    },
    closed(reason) {
      listener.unavailable(reason);
      reopen();
    },
  });

  return {
    start: () => line.open(),
    stop() {
      cancelReopen();
      line.close();
    },
  };
}

/** What receivers say in a TXT sentence: `ANTSTATUS=OPEN` those of u-blox, `ANTENNA OPEN` many others. */
function antennaIn({ type, fields }: Sentence): boolean | undefined {
  if (type !== 'TXT') return undefined;
  const [, status] = /ANT(?:STATUS=|ENNA )(OK|OPEN|SHORT)\b/.exec(fields.join(',')) ?? [];
  return status === undefined ? undefined : status === 'OK';
}
