/** One whole message of one control unit. */
export interface EcuPayload {
  /** CAN id as the adapter shows it: `7E8`, `18DAF110`; the source's address without CAN. */
  readonly ecu: string;
  /** From the service byte on, cut to the announced length. */
  readonly bytes: Uint8Array;
}

interface Unfinished {
  readonly length: number;
  readonly bytes: number[];
  nextSequence: number;
}

/** A frame of eight bytes at most behind any id of 11 or 29 bits; a car's own requests are answered from ids of their own. */
const frame = /^([0-7][0-9A-F]{2}|1[0-9A-F]{7})((?:[0-9A-F]{2}){1,8})$/;

/** Ids that control units answer from: 11-bit 7E8 to 7EF, 29-bit 18DAF1xx (ISO 15765-4). */
const standardEcu = /^(7E[89A-F]|18DAF1[0-9A-F]{2})$/;

/** Puts the frames of interleaving control units together (ISO 15765-2); lines are without spaces. A line that is no frame, a frame of another id than these and `also`, and a message with a frame missing, are left out. */
export function assemble(lines: readonly string[], also?: string): readonly EcuPayload[] {
  const unfinished = new Map<string, Unfinished>();
  const payloads: EcuPayload[] = [];
  for (const line of lines) {
    const [, ecu, hex] = frame.exec(line) ?? [];
    if (ecu === undefined || hex === undefined || !(standardEcu.test(ecu) || ecu === also)) continue;
    const bytes = takeFrame(unfinished, ecu, Uint8Array.fromHex(hex));
    if (bytes !== undefined) payloads.push({ ecu, bytes });
  }
  return payloads;
}

function takeFrame(
  unfinished: Map<string, Unfinished>,
  ecu: string,
  data: Uint8Array,
): Uint8Array | undefined {
  const [control = 0] = data;
  switch (control >> 4) {
    case 0:
      return single(control, data);
    case 1:
      startMessage(unfinished, ecu, data);
      return undefined;
    case 2:
      return continueMessage(unfinished, ecu, control & 0x0f, data);
    default:
      return undefined;
  }
}

function single(length: number, data: Uint8Array): Uint8Array | undefined {
  return length > 0 && length < data.length ? data.subarray(1, 1 + length) : undefined;
}

function startMessage(unfinished: Map<string, Unfinished>, ecu: string, data: Uint8Array): void {
  const [high = 0, low = 0, ...bytes] = data;
  const length = ((high & 0x0f) << 8) | low;
  if (data.length === 8 && length > 7) unfinished.set(ecu, { length, bytes, nextSequence: 1 });
}

function continueMessage(
  unfinished: Map<string, Unfinished>,
  ecu: string,
  sequence: number,
  data: Uint8Array,
): Uint8Array | undefined {
  const message = unfinished.get(ecu);
  if (message === undefined) return undefined;
  if (sequence !== message.nextSequence) {
    unfinished.delete(ecu);
    return undefined;
  }
  message.nextSequence = (sequence + 1) & 0x0f;
  message.bytes.push(...data.subarray(1));
  if (message.bytes.length < message.length) return undefined;
  unfinished.delete(ecu);
  return Uint8Array.from(message.bytes.slice(0, message.length));
}
