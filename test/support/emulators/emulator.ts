import type { Line } from '../../../device/ports.ts';
import type { Timers } from '../../../protocol/runtime.ts';
import { milliseconds } from '../../../protocol/units.ts';
import type { SimulatedCar } from '../../../simulator/car/car.ts';
import type { CarTruth } from '../../../simulator/car/truth.ts';

/** What an emulator says to one command: the bytes from the first after its echo to the prompt. */
export interface Said {
  readonly text: string;
  readonly afterMs: number;
  /** What follows it, after so much more. */
  readonly next?: Said;
}

/** The words of an ELM327 emulator of another make, written from what it says and not from the twin. */
export interface Emulator {
  /** Said as a line is opened, unasked. */
  readonly greeting?: string;
  echoes(): boolean;
  /** It closes the line when nobody has spoken for so long; never where absent. */
  readonly patienceMs?: number;
  /** Undefined where it keeps silent, prompt and all. */
  reply(command: string, car: CarTruth): Said | undefined;
}

/** A line to it; one command at a time, read up to CR, and a character that comes too early is simply read later. */
export function emulatorLine(timers: Timers, car: SimulatedCar, emulator: Emulator): Line {
  return {
    async open(events) {
      let typed = '';
      let closed = false;
      const say = (text: string, afterMs: number): void => {
        timers.after(milliseconds(afterMs), () => {
          if (!closed) events.data(Buffer.from(text, 'latin1'));
        });
      };
      let cancelIdle = (): void => {};
      const awaitIdle = (): void => {
        cancelIdle();
        if (emulator.patienceMs === undefined) return;
        cancelIdle = timers.after(milliseconds(emulator.patienceMs), () => {
          if (!closed) events.closed('the other end has closed the connection');
          closed = true;
        });
      };
      awaitIdle();
      if (emulator.greeting !== undefined) say(emulator.greeting, 1);
      return {
        write(bytes) {
          awaitIdle();
          for (const character of Buffer.from(bytes).toString('latin1')) {
            if (emulator.echoes()) say(character, 0);
            if (character !== '\r') typed += character;
            else {
              const said = emulator.reply(typed, car.now());
              typed = '';
              for (let part = said, at = 0; part !== undefined; part = part.next) {
                at += part.afterMs;
                say(part.text, at);
              }
            }
          }
        },
        close() {
          cancelIdle();
          closed = true;
        },
      };
    },
  };
}
