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
  readonly decode: (data: DataView) => Quantity | undefined;
}

/** The quantities that every car may tell. */
export type StandardQuantity = Exclude<Quantity['kind'], 'profile-odometer' | 'condition'>;

/** The requests of service 01 that give a quantity, by the kind of it (SAE J1979). */
export const quantityRequests = {
  speed: current(0x0d, 1, (data) => ({ kind: 'speed', kilometresPerHour: data.getUint8(0) })),
  'engine-speed': current(0x0c, 2, (data) => ({
    kind: 'engine-speed',
    revolutionsPerMinute: data.getUint16(0) >> 2,
  })),
  'run-time': current(0x1f, 2, (data) => ({ kind: 'run-time', seconds: data.getUint16(0) })),
  'fuel-level': current(0x2f, 1, (data) => ({ kind: 'fuel-level', perMille: perMilleOf(data.getUint8(0)) })),
  'distance-since-clear': current(0x31, 2, (data) => ({
    kind: 'distance-since-clear',
    metres: data.getUint16(0) * 1000,
    saturated: data.getUint16(0) === 0xffff,
  })),
  voltage: current(0x42, 2, (data) => ({ kind: 'voltage', millivolts: data.getUint16(0) })),
  'traction-battery': current(0x5b, 1, (data) => ({
    kind: 'traction-battery',
    perMille: perMilleOf(data.getUint8(0)),
  })),
  odometer: current(0xa6, 4, (data) => ({ kind: 'odometer', metres: data.getUint32(0) * 100 })),
} as const satisfies Record<StandardQuantity, QuantityRequest>;

/** Vehicle identification number: service 09, info type 02; a count of one stands before it. */
export const vinRequest: ObdRequest = { service: 0x09, pid: 0x02, dataLength: 18 };

/** Which of the 32 PIDs after `pid` (00, 20, … C0) a control unit supports. */
export const supportRequest = (pid: number): ObdRequest => ({ service: 0x01, pid, dataLength: 4 });

/** The PIDs in an answer to `supportRequest(pid)`. */
export function supportedPids(pid: number, data: DataView): readonly number[] {
  const bits = data.getUint32(0);
  return Array.from({ length: 32 }, (_, index) => index)
    .filter((index) => (bits >>> (31 - index)) & 1)
    .map((index) => pid + index + 1);
}

/** The VIN in an answer to `vinRequest`; nothing where it is not one (ISO 3779 leaves out I, O and Q). */
export function vinOf(data: DataView): string | undefined {
  const text = Array.from({ length: 17 }, (_, index) => String.fromCharCode(data.getUint8(index + 1))).join(
    '',
  );
  return /^[A-HJ-NPR-Z0-9]{17}$/.test(text) ? text : undefined;
}

/** A request as it is written to an ELM327. */
export const commandOf = (request: ObdRequest): string =>
  hexOf(request.service, 1) + hexOf(request.pid, request.pidLength ?? 1);

/** The data of an answer whose service, PID and length are those that were asked for; nothing otherwise. */
export function dataOf(request: ObdRequest, payload: Uint8Array): DataView | undefined {
  const { service, pid, pidLength = 1 } = request;
  const from = 1 + pidLength;
  const { dataLength = payload.length - from } = request;
  if (payload.length !== from + dataLength || dataLength < 1) return undefined;
  if (payload[0] !== service + 0x40 || bigEndian(payload, 1, from) !== pid) return undefined;
  return new DataView(payload.buffer, payload.byteOffset + from, dataLength);
}

/** The millivolts in a reply to ATRV (`12.6V`). */
export function adapterMillivolts(lines: readonly string[]): number | undefined {
  const [, volts, tenths] = /^(\d{1,2})\.(\d)\d?V?$/i.exec(lines[0]?.replaceAll(' ', '') ?? '') ?? [];
  return volts === undefined || tenths === undefined
    ? undefined
    : Number(volts) * 1000 + Number(tenths) * 100;
}

function current<const Told extends Quantity>(
  pid: number,
  dataLength: number,
  decode: (data: DataView) => Told,
) {
  return { service: 0x01, pid, dataLength, decode };
}

function bigEndian(bytes: Uint8Array, from: number, to: number): number {
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
