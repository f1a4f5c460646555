/** A measured value, in whole numbers of the unit in its name. */
export type Quantity =
  /** PID 0D. */
  | { readonly kind: 'speed'; readonly kilometresPerHour: number }
  /** PID 0C, cut to whole revolutions. */
  | { readonly kind: 'engine-speed'; readonly revolutionsPerMinute: number }
  /** PID 1F: since the engine was started. */
  | { readonly kind: 'run-time'; readonly seconds: number }
  /** PID 2F: of a full tank, rounded. */
  | { readonly kind: 'fuel-level'; readonly perMille: number }
  /** PID 31: whole kilometres since the trouble codes were cleared; says no more once saturated. */
  | { readonly kind: 'distance-since-clear'; readonly metres: number; readonly saturated: boolean }
  /** PID 42, or ATRV where it comes from the adapter. */
  | { readonly kind: 'voltage'; readonly millivolts: number }
  /** PID 5B: state of charge of the traction battery, rounded. */
  | { readonly kind: 'traction-battery'; readonly perMille: number }
  /** PID A6: steps of 100 m. */
  | { readonly kind: 'odometer'; readonly metres: number }
  /** A car's own request for its odometer, from its profile. */
  | { readonly kind: 'profile-odometer'; readonly metres: number; readonly resolutionMetres: number }
  /** A car's own request for something that is or is not so. */
  | { readonly kind: 'condition'; readonly condition: Condition; readonly holds: boolean };

/** What a profile may let a car tell of itself; each is named after what is so where it holds. */
export type Condition = 'ignition-on' | 'doors-closed' | 'windows-closed' | 'lights-off' | 'cable-connected';

/** One request to the control units, and what its answer must look like. */
export interface ObdRequest {
  readonly service: number;
  readonly pid: number;
  /** Bytes of the PID, one where absent; service 22 has two. */
  readonly pidLength?: number;
  /** Bytes after service and PID; any number where absent. */
  readonly dataLength?: number;
}

/** A request whose answer is a quantity; nothing where the answer cannot be true. */
export interface QuantityRequest extends ObdRequest {
  readonly decode: (data: readonly number[]) => Quantity | undefined;
}

/** The quantities that every car may tell. */
export type StandardQuantity = Exclude<Quantity['kind'], 'profile-odometer' | 'condition'>;

/** The requests of service 01 that give a quantity, by the kind of it (SAE J1979). */
export const quantityRequests = {
  speed: current(0x0d, 1, ([byte = 0]) => ({ kind: 'speed', kilometresPerHour: byte })),
  'engine-speed': current(0x0c, 2, (data) => ({
    kind: 'engine-speed',
    revolutionsPerMinute: numberIn(data) >> 2,
  })),
  'run-time': current(0x1f, 2, (data) => ({ kind: 'run-time', seconds: numberIn(data) })),
  'fuel-level': current(0x2f, 1, ([byte = 0]) => ({ kind: 'fuel-level', perMille: perMilleOf(byte) })),
  'distance-since-clear': current(0x31, 2, (data) => ({
    kind: 'distance-since-clear',
    metres: numberIn(data) * 1000,
    saturated: numberIn(data) === 0xffff,
  })),
  voltage: current(0x42, 2, (data) => ({ kind: 'voltage', millivolts: numberIn(data) })),
  'traction-battery': current(0x5b, 1, ([byte = 0]) => ({
    kind: 'traction-battery',
    perMille: perMilleOf(byte),
  })),
  odometer: current(0xa6, 4, (data) => ({ kind: 'odometer', metres: numberIn(data) * 100 })),
} as const satisfies Record<StandardQuantity, QuantityRequest>;

/** Vehicle identification number: service 09, info type 02; a count of one stands before it. */
export const vinRequest: ObdRequest = { service: 0x09, pid: 0x02, dataLength: 18 };

/** Which of the 32 PIDs after `pid` (00, 20, … C0) a control unit supports. */
export const supportRequest = (pid: number): ObdRequest => ({ service: 0x01, pid, dataLength: 4 });

/** The PIDs in an answer to `supportRequest(pid)`. */
export function supportedPids(pid: number, data: readonly number[]): readonly number[] {
  const bits = numberIn(data);
  return Array.from({ length: 32 }, (_, index) => index)
    .filter((index) => (bits >>> (31 - index)) & 1)
    .map((index) => pid + index + 1);
}

/** The VIN in an answer to `vinRequest`; nothing where it is not one (ISO 3779 leaves out I, O and Q). */
export function vinOf(data: readonly number[]): string | undefined {
  const text = String.fromCharCode(...data.slice(1));
  return /^[A-HJ-NPR-Z0-9]{17}$/.test(text) ? text : undefined;
}

/** The same few requests are written again and again. */
const commands = new WeakMap<ObdRequest, string>();

/** A request as it is written to an ELM327. */
export function commandOf(request: ObdRequest): string {
  const known = commands.get(request);
  if (known !== undefined) return known;
  const command = hexOf(request.service, 1) + hexOf(request.pid, request.pidLength ?? 1);
  commands.set(request, command);
  return command;
}

/** The data of an answer whose service, PID and length are those that were asked for; nothing otherwise. */
export function dataOf(request: ObdRequest, payload: Uint8Array): readonly number[] | undefined {
  const { service, pid, pidLength = 1 } = request;
  const from = 1 + pidLength;
  const { dataLength = payload.length - from } = request;
  if (payload.length !== from + dataLength || dataLength < 1) return undefined;
  if (payload[0] !== service + 0x40 || bigEndian(payload, 1, from) !== pid) return undefined;
  const data: number[] = [];
  for (let index = from; index < payload.length; index++) data.push(payload[index] ?? 0);
  return data;
}

/** No adapter speaks with less: a clone that lost the first character of 12.6 V says 2.6 V. */
const leastAdapterMillivolts = 6_000;

/** The millivolts in a reply to ATRV (`12.6V`); undefined where it is none, or cannot be. */
export function adapterMillivolts(lines: readonly string[]): number | undefined {
  const [, volts, tenths] = /^(\d{1,2})\.(\d)\d?V?$/i.exec(lines[0]?.replaceAll(' ', '') ?? '') ?? [];
  if (volts === undefined || tenths === undefined) return undefined;
  const millivolts = Number(volts) * 1000 + Number(tenths) * 100;
  return millivolts < leastAdapterMillivolts ? undefined : millivolts;
}

function current<const Told extends Quantity>(
  pid: number,
  dataLength: number,
  decode: (data: readonly number[]) => Told,
) {
  return { service: 0x01, pid, dataLength, decode };
}

const numberIn = (data: readonly number[]): number => bigEndian(data, 0, data.length);

function bigEndian(bytes: ArrayLike<number>, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) value = value * 0x100 + (bytes[index] ?? 0);
  return value;
}

const perMilleOf = (byte: number): number => Math.round((byte * 1000) / 255);
const hexOf = (value: number, bytes: number): string =>
  value
    .toString(16)
    .padStart(2 * bytes, '0')
    .toUpperCase();
