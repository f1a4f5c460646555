/** SLIP (RFC 1055): packets on a byte stream. */
const end = 0xc0;
const escapeByte = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;

/** Frames a packet with END on both sides, so that line noise before it is flushed. */
export function slipEncode(packet: Uint8Array): Uint8Array {
  const out: number[] = [end];
  for (const byte of packet) {
    if (byte === end) out.push(escapeByte, escapedEnd);
    else if (byte === escapeByte) out.push(escapeByte, escapedEscape);
    else out.push(byte);
  }
  out.push(end);
  return Uint8Array.from(out);
}

/** Where a decoder stands between fragments. `broken`: the packet under way is to be dropped at its END. */
export interface SlipState {
  readonly packet: readonly number[];
  readonly escaped: boolean;
  readonly broken: boolean;
}

export const slipStart: SlipState = { packet: [], escaped: false, broken: false };

/** Takes a fragment of any size; packets that are empty, over `limit` bytes or wrongly escaped are dropped. */
export function slipDecode(
  state: SlipState,
  fragment: Uint8Array,
  limit: number,
): { readonly state: SlipState; readonly packets: readonly Uint8Array[] } {
  const packets: Uint8Array[] = [];
  let packet = [...state.packet];
  let { escaped, broken } = state;
  for (const byte of fragment) {
    if (byte === end) {
      if (!broken && !escaped && packet.length > 0) packets.push(Uint8Array.from(packet));
      packet = [];
      escaped = false;
      broken = false;
    } else if (broken) {
    } else if (byte === escapeByte && !escaped) {
      escaped = true;
    } else {
      const plain = escaped ? unescaped(byte) : byte;
      if (plain === null || packet.length >= limit) broken = true;
      else packet.push(plain);
      escaped = false;
    }
  }
  return { state: { packet: broken ? [] : packet, escaped, broken }, packets };
}

function unescaped(byte: number): number | null {
  if (byte === escapedEnd) return end;
  return byte === escapedEscape ? escapeByte : null;
}
