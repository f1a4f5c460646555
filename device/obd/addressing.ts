import { isStandardEcu } from './iso-tp.ts';
import type { ObdRequest } from './pids.ts';

/** CAN ids of request and answer; undefined where they are the standard ones. */
export interface Address {
  readonly to: string | undefined;
  readonly from: string | undefined;
}

/** A question to control units, as far as it matters how they are reached. */
interface Addressed {
  readonly request: ObdRequest;
  /** The one control unit that is believed. */
  readonly ecu: string | undefined;
  readonly address: Address;
}

/** What of an adapter decides whom it asks and whose answers it shows (ELM327: CP, SH, CRA, FC SH, FC SD, FC SM). */
export type Setting = 'priority' | 'header' | 'filter' | 'flow-header' | 'flow-data' | 'flow-mode';

/** What an adapter has been told since its reset. */
export interface Settings {
  /** The last command for each; none where it is as the reset left it. */
  readonly told: ReadonlyMap<Setting, string>;
  /** Commands that it did not take. */
  readonly refused: ReadonlySet<string>;
  /** It did not begin anew with its reset: it may still ask whom it asked before. */
  readonly areKept: boolean;
}

export interface SettingCommand {
  readonly setting: Setting;
  readonly command: string;
}

export const asReset: Settings = { told: new Map(), refused: new Set(), areKept: false };

/** All control units that answer the standard. */
export const everybody: Address = { to: undefined, from: undefined };

/** The next command by which the adapter comes to ask whom it should; nothing where it does so already. */
export function nextSetting(
  settings: Settings,
  ask: Addressed,
  failures: number,
): SettingCommand | undefined {
  const { told } = settings;
  const wanted =
    ask.address.to === undefined ? standard(settings, ask, failures) : own(settings, ask, ask.address.to);
  return wanted.find(({ setting, command }) => told.get(setting) !== command);
}

/** The settings after a command was written. One that was refused leaves the adapter as it was, and is not written again in vain. */
export function withTold(settings: Settings, { setting, command }: SettingCommand, taken: boolean): Settings {
  const told = new Map(settings.told).set(setting, command);
  return { ...settings, told, refused: taken ? settings.refused : new Set(settings.refused).add(command) };
}

/**
 * The next command by which an adapter that no reset reaches comes to ask everybody, and to show whoever answers; nothing where it
 * does so already. While it searches for the protocol by itself (`undefined`), ids of 11 and of 29 bits have every other turn.
 */
export function nextLifting(
  settings: Settings,
  protocol: string | undefined,
  failures: number,
): SettingCommand | undefined {
  const to = functionalIds.get(protocol ?? (failures % 2 === 1 ? '6' : '7')) ?? '7DF';
  const commands: readonly SettingCommand[] = [
    ...(to.length === 8 ? [{ setting: 'priority', command: 'ATCP18' } as const] : []),
    { setting: 'header', command: headerCommand(to) },
    { setting: 'filter', command: settings.refused.has('ATCRA') ? 'ATAR' : 'ATCRA' },
    { setting: 'flow-mode', command: 'ATFCSM0' },
  ];
  return commands.find(
    ({ setting, command }) => settings.told.get(setting) !== command && !settings.refused.has(command),
  );
}

/** Whom everybody hears, by the number of the protocol in ATSP, as after a reset (ISO 15765-4, 14230-4, 9141-2, SAE J1850). */
const functionalIds: ReadonlyMap<string, string> = new Map([
  ['6', '7DF'],
  ['7', '18DB33F1'],
  ['8', '7DF'],
  ['9', '18DB33F1'],
  ['5', 'C233F1'],
  ['4', 'C233F1'],
  ['3', '686AF1'],
  ['2', '686AF1'],
  ['1', '616AF1'],
]);

function own(settings: Settings, ask: Addressed, to: string): readonly SettingCommand[] {
  return [
    ...priority(settings, to),
    { setting: 'header', command: headerCommand(to) },
    ...filter(settings, ask.address.from),
    ...flowControl(settings, ask, to),
  ];
}

/** As after a reset where nothing was told; else the control unit that is believed is asked by itself, every other time everybody. */
function standard(
  settings: Settings,
  { ecu, address }: Addressed,
  failures: number,
): readonly SettingCommand[] {
  return [
    ...(settings.told.has('header') ? header(settings, ecu, failures) : []),
    ...filter(settings, address.from),
    ...(settings.told.has('flow-mode') ? [{ setting: 'flow-mode', command: 'ATFCSM0' } as const] : []),
  ];
}

function header(settings: Settings, ecu: string | undefined, failures: number): readonly SettingCommand[] {
  const to = (failures % 2 === 0 ? physicalId(ecu) : undefined) ?? (ecu?.length === 8 ? '18DB33F1' : '7DF');
  return [...priority(settings, to), { setting: 'header', command: headerCommand(to) }];
}

/** Of 29-bit ids the first byte, which is 18 after a reset. */
function priority({ told }: Settings, to: string): readonly SettingCommand[] {
  const first = to.length === 8 ? to.slice(0, 2) : '18';
  return first === '18' && !told.has('priority') ? [] : [{ setting: 'priority', command: `ATCP${first}` }];
}

/** Standard ids are let through anyway. ATCRA alone lifts the filter; where an adapter does not know that, ATAR does. */
function filter({ told, refused }: Settings, from: string | undefined): readonly SettingCommand[] {
  if (from !== undefined && !isStandardEcu(from)) return [{ setting: 'filter', command: `ATCRA${from}` }];
  if (!told.has('filter')) return [];
  return [{ setting: 'filter', command: refused.has('ATCRA') ? 'ATAR' : 'ATCRA' }];
}

/** A long answer stops after its first frame unless it is told to go on; only for standard ids adapters know by themselves whom to tell. */
function flowControl({ refused }: Settings, ask: Addressed, to: string): readonly SettingCommand[] {
  const isPair = ask.address.from === undefined || physicalId(ask.address.from) === to;
  const commands: readonly SettingCommand[] =
    isPair || isShort(ask)
      ? []
      : [
          { setting: 'flow-header', command: `ATFCSH${to}` },
          { setting: 'flow-data', command: 'ATFCSD300000' },
          { setting: 'flow-mode', command: 'ATFCSM1' },
        ];
  return commands.some(({ command }) => refused.has(command)) ? [] : commands;
}

/** Fits one frame: service, identifier and data are seven bytes at most. */
const isShort = ({ request: { pidLength = 1, dataLength } }: Addressed): boolean =>
  dataLength !== undefined && 1 + pidLength + dataLength <= 7;

const headerCommand = (to: string): string => `ATSH${to.length === 8 ? to.slice(2) : to}`;

/** The id on which a standard control unit listens for itself alone (ISO 15765-4); undefined where it is none, or unnamed. */
function physicalId(ecu: string | undefined): string | undefined {
  if (ecu === undefined) return undefined;
  if (/^7E[89A-F]$/.test(ecu)) return (Number.parseInt(ecu, 16) - 8).toString(16).toUpperCase();
  return /^18DAF1/.test(ecu) ? `18DA${ecu.slice(6)}F1` : undefined;
}
