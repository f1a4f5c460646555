import type { ByteStreamEvents, Line } from '../../device/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Cancel, Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from './car.ts';
import { type EcuAnswer, ecuAnswers, ecusAwake } from './ecu.ts';
import { type Elm327Habits, plainHabits } from './elm327-habits.ts';
import { type Elm327Settings, obey, settingsAfterReset } from './elm327-settings.ts';
import { answerLines } from './elm327-text.ts';
import { Instruments } from './instrument.ts';
import type { CarTruth } from './truth.ts';

/** An ELM327 in a car's diagnostic socket: byte by byte as the real one, with its habits. */
export interface Elm327 {
  readonly line: Line;
  /** The line closes, and cannot be opened until it is plugged in again. */
  unplug(): void;
  plugIn(): void;
  /** Says nothing more until its power dips or it is plugged in again. */
  hang(): void;
  /** Starts anew with `LV RESET`. */
  dipPower(): void;
  /** Says this without having been asked. */
  blurt(text: string): void;
  /** Answers every request to the control units with these words, until undefined. */
  failWith(words: string | undefined): void;
  /** Whether it would answer a request for the odometer. */
  readonly isSound: boolean;
  /** What the control units behind it suffer. */
  readonly instruments: Instruments;
  /** Requests that went to control units with the ignition off and their after-run over: each would keep them awake. */
  requestsAsleep(): number;
}

const commandMs = 5;
const resetMs = 800;
const answerMs = 40;
const pieceMs = 10;
const searchMs = 1500;
const fruitlessSearchMs = 4000;
const longestCommand = 64;

/** That a unit tries in turn, in bits per second, where an adapter understands one of them only. */
const lineSpeeds = [38_400, 115_200, 9_600] as const;

const nul = 0x00;
const carriageReturn = 0x0d;

interface Reply {
  readonly lines: readonly string[];
  readonly delayMs: number;
}

/**
 * Plugs an ELM327 into a car.
 * @param soundChanged called when `isSound` may have changed
 */
export function createElm327(
  timers: Timers,
  car: SimulatedCar,
  given: Partial<Elm327Habits> = {},
  soundChanged: () => void = () => {},
): Elm327 {
  const habits: Elm327Habits = { ...plainHabits, ...given };
  let settings = settingsAfterReset;
  let events: ByteStreamEvents | undefined;
  let typed = '';
  let lastCommand = '';
  let state: 'plugged' | 'unplugged' | 'hanging' = 'plugged';
  let speaking: 'silent' | 'answering' | 'stopping' = 'silent';
  let cancel: Cancel = () => {};
  let requestsAsleep = 0;
  let misunderstands = false;
  let failure: string | undefined;
  const instruments = new Instruments();

  /** Piece by piece; a byte in between stops it. */
  const sayOn = ([first, ...others]: readonly Piece[]): void => {
    if (first === undefined) return;
    cancel = timers.after(milliseconds(first.afterMs), () => {
      if (others.length === 0) speaking = 'silent';
      events?.data(Buffer.from(first.text, 'latin1'));
      sayOn(others);
    });
  };

  const say = ({ lines, delayMs }: Reply, echo: string): void => {
    if (habits.promptsWithin && lines.length > 1) {
      sayOn(
        piecesOf(lines, delayMs).map(({ text, afterMs }, at) => ({
          text: (at === 0 ? echo : '') + text,
          afterMs,
        })),
      );
      return;
    }
    const lineEnd = settings.lineFeeds || habits.lineFeeds ? '\r\n' : '\r';
    const prompt = habits.barePrompt ? '>' : `${lineEnd}>`;
    let text = echo;
    for (const line of lines) text += spoken(line, habits) + lineEnd;
    text += prompt;
    cancel = timers.after(milliseconds(delayMs + habits.slowMs), () => {
      speaking = 'silent';
      events?.data(Buffer.from(text, 'latin1'));
      if (habits.promptAgainMs === undefined) return;
      timers.after(milliseconds(habits.promptAgainMs), () => events?.data(Buffer.from('>', 'latin1')));
    });
  };

  const ask = (command: string): Reply => {
    const now = car.now();
    if (!ecusAwake(now)) {
      requestsAsleep++;
      return settings.protocolFound
        ? { lines: ['NO DATA'], delayMs: settings.timeoutMs }
        : { lines: ['SEARCHING...', 'UNABLE TO CONNECT'], delayMs: fruitlessSearchMs };
    }
    const isHidden = habits.hidesSupport && /^01[02468AC]0/.test(command);
    const answers = isHidden ? [] : withStray(heard(now, command), command, habits);
    const searching = settings.protocolFound ? [] : ['SEARCHING...'];
    const delayMs = settings.protocolFound ? answerMs : searchMs;
    if (!settings.protocolFound) settings = { ...settings, protocolFound: true };
    if (answers.length === 0)
      return { lines: [...searching, 'NO DATA'], delayMs: delayMs + settings.timeoutMs };
    const lines = shown(answers, now.model.framesPadded);
    return { lines: searching.length === 0 ? lines : [...searching, ...lines], delayMs };
  };

  const shown = (answers: readonly EcuAnswer[], framesPadded: boolean): readonly string[] => {
    const inLines = (whole: readonly EcuAnswer[]) => answerLines(whole, settings, framesPadded);
    if (answers.every((answer) => goesOn(answer, settings))) return inLines(answers);
    const broken = answers.filter((answer) => !goesOn(answer, settings));
    return [
      ...inLines(answers.filter((answer) => !broken.includes(answer))),
      ...broken.flatMap((answer) => inLines([answer]).slice(0, 1)),
    ];
  };

  /** Other ids than the standard ones are let through only where ATCRA names them. */
  const heard = (now: CarTruth, command: string) =>
    instruments
      .shown(command, ecuAnswers(now, bytesOf(command), settings.to))
      .filter(({ id }) => (settings.from === undefined ? isStandard(id) : id === settings.from));

  const replyTo = (command: string): Reply => {
    if (habits.refused.test(command)) return { lines: ['?'], delayMs: commandMs };
    if (command.startsWith('AT')) {
      const result = obey(command, settings, car.now());
      if (!(habits.feignsReset && /^AT(Z|D|WS)$/.test(command))) settings = result.settings;
      return result.resets
        ? { lines: ['', habits.banner], delayMs: resetMs }
        : { lines: [result.line], delayMs: commandMs };
    }
    if (failure !== undefined) return { lines: [failure], delayMs: answerMs };
    return /^[0-9A-F]{2,15}$/.test(command) ? ask(command) : { lines: ['?'], delayMs: commandMs };
  };

  const execute = (): void => {
    const echo = settings.echo || habits.echoesAlways ? `${typed}\r` : '';
    const command = typed.replaceAll(' ', '').toUpperCase();
    typed = '';
    lastCommand = command === '' ? lastCommand : command;
    speaking = 'answering';
    say(replyTo(lastCommand), echo);
  };

  const hear = (byte: number): void => {
    if (state === 'hanging' || speaking === 'stopping' || misunderstands) return;
    if (speaking === 'answering') {
      cancel();
      speaking = 'stopping';
      say({ lines: ['STOPPED'], delayMs: commandMs }, '');
    } else if (byte === carriageReturn) execute();
    else if (byte !== nul && typed.length < longestCommand) typed += String.fromCharCode(byte);
  };

  const startAnew = (): void => {
    cancel();
    settings = settingsAfterReset;
    typed = '';
    lastCommand = '';
    speaking = 'silent';
    state = 'plugged';
  };

  const line: Line = {
    ...(habits.speed === undefined ? {} : { speeds: lineSpeeds }),
    async open(opened, speed) {
      misunderstands = habits.speed !== undefined && speed !== undefined && speed !== habits.speed;
      if (state === 'unplugged' || events !== undefined) {
        const why = state === 'unplugged' ? 'is unplugged' : 'is in use';
        const fault = { code: 'line-unavailable', blame: 'environment', temporary: true } as const;
        throw new Fault(fault, `the OBD adapter ${why}`);
      }
      events = opened;
      return {
        write: (bytes) => {
          if (events !== opened) return;
          for (let index = 0; index < bytes.length; index++) hear(bytes[index] ?? nul);
        },
        close: () => {
          if (events === opened) events = undefined;
        },
      };
    },
  };

  return {
    line,
    instruments,
    unplug() {
      startAnew();
      state = 'unplugged';
      soundChanged();
      const { closed } = events ?? {};
      events = undefined;
      closed?.('the OBD adapter was unplugged');
    },
    plugIn() {
      startAnew();
      soundChanged();
    },
    hang() {
      cancel();
      speaking = 'silent';
      state = 'hanging';
      soundChanged();
    },
    dipPower() {
      if (state === 'unplugged') return;
      startAnew();
      speaking = 'answering';
      say({ lines: ['', 'LV RESET'], delayMs: commandMs }, '');
    },
    blurt: (text) => events?.data(Buffer.from(text, 'latin1')),
    failWith(words) {
      failure = words;
      soundChanged();
    },
    get isSound() {
      return state === 'plugged' && failure === undefined;
    },
    requestsAsleep: () => requestsAsleep,
  };
}

const mostRead = 256;
/** Units ask the same again and again. */
const read = new Map<string, readonly number[]>();

/** A request in hexadecimal; a single digit at its end is the number of answers to wait for, which changes nothing here. */
function bytesOf(command: string): readonly number[] {
  const known = read.get(command);
  if (known !== undefined) return known;
  if (read.size >= mostRead) read.clear();
  const bytes = (command.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  read.set(command, bytes);
  return bytes;
}

const isStandard = (id: string): boolean => id.startsWith('7E') || id.startsWith('18DAF1');

/** Whether a long answer comes whole: a unit of an id of its own is told to go on only as ATFC says. */
const goesOn = ({ id, bytes }: EcuAnswer, { to, flowTo, flowByHand }: Elm327Settings): boolean =>
  bytes.length < 8 || isStandard(id) || (flowByHand && to !== undefined && flowTo?.endsWith(to) === true);

interface Piece {
  readonly text: string;
  readonly afterMs: number;
}

/** A prompt after each line; that of a search comes at once, the others as fast as the line is. */
function piecesOf(lines: readonly string[], delayMs: number): readonly Piece[] {
  const found = lines[0]?.startsWith('SEARCHING') === true ? 1 : 0;
  return lines.map((line, at) => ({
    text: `${line}\r>`,
    afterMs: at < found ? commandMs : at === found ? delayMs : pieceMs,
  }));
}

const inWords = /[^0-9A-F :]/;

const spoken = (line: string, { dropsFirst }: Elm327Habits): string =>
  dropsFirst && inWords.test(line) && !line.startsWith('SEARCHING') ? line.slice(1) : line;

const withStray = (
  answers: readonly EcuAnswer[],
  command: string,
  { strayOdometer }: Elm327Habits,
): readonly EcuAnswer[] =>
  strayOdometer && command === '01A6'
    ? [{ id: '7EA', bytes: [0x61, 0xa6, 0, 0, 0, 1] }, ...answers]
    : answers;
