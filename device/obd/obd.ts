import { type Cancel, fraction } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { createLineHolder } from '../line-holder.ts';
import type { DevicePorts } from '../ports.ts';
import type { ObdConfig } from './config.ts';
import type { VehicleProfile } from './profile.ts';
import { initialSession, sessionTransition } from './session.ts';
import type { ObdReading, SessionEffect, SessionInput, TimerName, Unavailable } from './state.ts';
import { inputEntry, writeEntry } from './trace.ts';

/** Who hears what the car says, and what cannot be had. */
export interface ObdListener {
  reading(reading: ObdReading): void;
  unavailable(unavailable: Unavailable): void;
  /** The car is known now; undefined where no profile fits it. */
  profile(profile: VehicleProfile | undefined): void;
}

/** The OBD side of the car. */
export interface Obd {
  start(): void;
  stop(): void;
  /** Control units are asked only while the ignition is on, seldom while the battery is charged, and for a moment after. Off at first. */
  ignitionChanged(on: boolean): void;
  /** Asleep with the ignition off, the adapter is asked for the voltage less often. Awake at first. */
  awakeChanged(awake: boolean): void;
  /** Takes an odometer reading now. Resolves when it has been told or cannot be had, at the latest after `odometerWaitMs`. */
  pollOdometer(): Promise<void>;
  /** Reads now what the profile tells of windows, lights and cable, also with the ignition off. Resolves likewise. */
  pollConditions(): Promise<void>;
}

type Ports = Pick<DevicePorts, 'clock' | 'timers' | 'random' | 'obd' | 'trace'>;

const notSet: Cancel = () => {};

/** The same few commands are written again and again. */
const mostLines = 256;
const lines = new Map<string, Uint8Array>();

/** A command with its line end, in bytes that nobody changes. */
function lineOf(command: string): Uint8Array {
  const known = lines.get(command);
  if (known !== undefined) return known;
  if (lines.size >= mostLines) lines.clear();
  const line = Buffer.from(`${command}\r`, 'latin1');
  lines.set(command, line);
  return line;
}

/** Runs the session machine on the line; decides nothing itself. */
export function createObd(ports: Ports, given: ObdConfig, listener: ObdListener): Obd {
  const { clock, timers, random, trace } = ports;
  const config: ObdConfig = {
    ...given,
    speeds: ports.obd.speeds ?? given.speeds,
    // Another one may be chosen while the car is asked.
    get profile() {
      return given.profile;
    },
  };
  const inputs: SessionInput[] = [];
  const running: Record<TimerName, Cancel> = { reply: notSet, poll: notSet, reopen: notSet };
  const waiting = new Set<() => void>();
  let performing = false;
  let state = initialSession;

  const line = createLineHolder(ports.obd, {
    opened: () => take({ kind: 'opened' }),
    data: (bytes) => take({ kind: 'bytes', bytes }),
    closed: (reason) => take({ kind: 'closed', reason, spread: fraction(random) }),
  });

  /** An input that comes while effects are performed waits for its turn. */
  const take = (input: SessionInput): void => {
    if (performing) {
      inputs.push(input);
      return;
    }
    performing = true;
    try {
      step(input);
      for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) step(next);
    } finally {
      performing = false;
    }
  };
  const step = (input: SessionInput): void => {
    const now = clock.elapsed();
    trace?.(inputEntry(now, input));
    const { state: after, effects } = sessionTransition(state, input, now, config);
    state = after;
    for (const effect of effects) perform(effect);
  };

  const setTimer = (timer: TimerName, delay: Milliseconds): void => {
    cancelTimer(timer);
    running[timer] = timers.after(delay, () => take({ kind: 'timer', timer }));
  };
  const cancelTimer = (timer: TimerName): void => {
    running[timer]();
    running[timer] = notSet;
  };

  const perform = (effect: SessionEffect) => {
    switch (effect.kind) {
      case 'open':
        return line.open(effect.speed);
      case 'close':
        return line.close();
      case 'write':
        trace?.(writeEntry(clock.elapsed(), effect));
        return line.write(lineOf(effect.command));
      case 'set-timer':
        return setTimer(effect.timer, effect.delay);
      case 'cancel-timer':
        return cancelTimer(effect.timer);
      case 'reading':
        return listener.reading(effect.reading);
      case 'unavailable':
        return listener.unavailable(effect.unavailable);
      case 'profile':
        return listener.profile(effect.profile);
      case 'polled':
        return waiting.forEach((done) => {
          done();
        });
      default:
        return effect satisfies never;
    }
  };

  const polled = (kind: 'poll-odometer' | 'poll-conditions'): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        cancel();
        waiting.delete(done);
        resolve();
      };
      const cancel = timers.after(milliseconds(config.odometerWaitMs), done);
      waiting.add(done);
      take({ kind });
    });

  return {
    start: () => take({ kind: 'start' }),
    stop: () => take({ kind: 'stop' }),
    ignitionChanged: (on) => take({ kind: 'ignition', on }),
    awakeChanged(awake) {
      if (awake !== state.awake) take({ kind: 'awake', awake });
    },
    pollOdometer: () => polled('poll-odometer'),
    pollConditions: () => polled('poll-conditions'),
  };
}
