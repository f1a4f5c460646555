import type { CarTruth } from './truth.ts';

/** What AT commands set; a reset brings the beginning back. */
export interface Elm327Settings {
  readonly echo: boolean;
  readonly lineFeeds: boolean;
  readonly spaces: boolean;
  readonly headers: boolean;
  /** Patience with the control units. */
  readonly timeoutMs: number;
  /** The protocol of the car has been found; before that a request starts a search. */
  readonly protocolFound: boolean;
  /** Whom requests go to (ATSH), where it is no standard id, and whose answers are let through (ATCRA). */
  readonly to: string | undefined;
  readonly from: string | undefined;
  /** Whom a control unit of its own is told to go on by after the first frame (ATFCSH), and whether it is (ATFCSM1). */
  readonly flowTo: string | undefined;
  readonly flowByHand: boolean;
}

export const settingsAfterReset: Elm327Settings = {
  echo: true,
  lineFeeds: false,
  spaces: true,
  headers: false,
  timeoutMs: 200,
  protocolFound: false,
  to: undefined,
  from: undefined,
  flowTo: undefined,
  flowByHand: false,
};

export const elm327Banner = 'ELM327 v1.5';

/** What an AT command does. */
export interface CommandResult {
  readonly settings: Elm327Settings;
  readonly line: string;
  readonly resets: boolean;
}

/** Carries out an AT command, written without spaces and in capitals; `?` where it is not known. */
export function obey(command: string, settings: Elm327Settings, car: CarTruth): CommandResult {
  const name = command.slice(2);
  if (name === 'Z' || name === 'WS') {
    return { settings: settingsAfterReset, line: elm327Banner, resets: true };
  }
  if (name === 'D') return { settings: settingsAfterReset, line: 'OK', resets: false };
  const line = tell(name, settings, car);
  if (line !== undefined) return { settings, line, resets: false };
  const changed = change(name, isExtended(car) ? 'DB33F1' : '7DF');
  if (changed === undefined) return { settings, line: '?', resets: false };
  return { settings: { ...settings, ...changed }, line: 'OK', resets: false };
}

function tell(name: string, settings: Elm327Settings, car: CarTruth): string | undefined {
  const extended = isExtended(car);
  switch (name) {
    case 'I':
      return elm327Banner;
    case 'RV':
      return `${(Math.round(car.batteryMillivolts / 100) / 10).toFixed(1)}V`;
    case 'DP':
      return settings.protocolFound ? `AUTO, ISO 15765-4 (CAN ${extended ? 29 : 11}/500)` : 'AUTO';
    case 'DPN':
      return settings.protocolFound ? (extended ? 'A7' : 'A6') : 'A0';
    default:
      return undefined;
  }
}

const isExtended = (car: CarTruth): boolean => (car.model.ecus[0]?.id.length ?? 3) > 3;

/** @param everybody the header that all control units of the car hear */
function change(name: string, everybody: string): Partial<Elm327Settings> | undefined {
  if (name === 'AR' || name === 'CRA') return { from: undefined };
  if (/^CP[0-9A-F]{2}$/.test(name) || /^FCSD(?:[0-9A-F]{2}){1,5}$/.test(name)) return {};
  const [, mode] = /^FCSM([012])$/.exec(name) ?? [];
  if (mode !== undefined) return { flowByHand: mode === '1' };
  const [, set, id] = /^(SH|CRA|FCSH)([0-9A-F]{3}|[0-9A-F]{6}|[0-9A-F]{8})$/.exec(name) ?? [];
  if (set === 'SH') return { to: id === everybody ? undefined : id };
  if (set === 'CRA') return { from: id };
  if (set === 'FCSH') return { flowTo: id };
  const [, letters, value] = /^(E|L|S|H|AT|ST|SP|TP)([0-9A-F]{1,2})$/.exec(name) ?? [];
  if (letters === undefined || value === undefined) return undefined;
  switch (letters) {
    case 'E':
      return flag(value, (echo) => ({ echo }));
    case 'L':
      return flag(value, (lineFeeds) => ({ lineFeeds }));
    case 'S':
      return flag(value, (spaces) => ({ spaces }));
    case 'H':
      return flag(value, (headers) => ({ headers }));
    case 'ST':
      return { timeoutMs: Number.parseInt(value, 16) * 4 || settingsAfterReset.timeoutMs };
    case 'SP':
    case 'TP':
      return { protocolFound: false };
    default:
      return {};
  }
}

function flag(
  value: string,
  set: (on: boolean) => Partial<Elm327Settings>,
): Partial<Elm327Settings> | undefined {
  return value === '0' || value === '1' ? set(value === '1') : undefined;
}
