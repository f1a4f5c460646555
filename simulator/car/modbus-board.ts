import type { Line } from '../../device/ports.ts';
import { concat } from '../../protocol/codec/bytes.ts';
import { answerPdu } from './modbus-pdu.ts';
import type { RelayBoard } from './relay-board.ts';

/** Transaction, protocol and length, before the unit (Modbus messaging on TCP/IP 1.0b §3.1.3). */
const headerBytes = 6;
/** Unit and PDU (§3.1.3): what claims to be longer is no Modbus. */
const mostUnitBytes = 254;

/** A car's I/O board, byte by byte as Modbus TCP carries it. */
export function createModbusBoard(board: RelayBoard): Line {
  return {
    async open(events) {
      let buffered: Uint8Array = new Uint8Array();
      let open = true;
      const close = (): void => {
        open = false;
      };
      return {
        write(bytes) {
          if (!open) return;
          const { messages, rest } = split(concat(buffered, bytes));
          buffered = rest;
          for (const message of messages) events.data(answered(board, message));
          if (lengthOf(rest) <= mostUnitBytes) return;
          close();
          events.closed('not Modbus TCP');
        },
        close,
      };
    },
  };
}

/** What the length field says; 0 before it is there. */
const lengthOf = (bytes: Uint8Array): number => uint16(bytes, 4);

function split(bytes: Uint8Array): { readonly messages: readonly Uint8Array[]; readonly rest: Uint8Array } {
  const messages: Uint8Array[] = [];
  let rest = bytes;
  while (rest.length > headerBytes && lengthOf(rest) <= mostUnitBytes) {
    const end = headerBytes + lengthOf(rest);
    if (rest.length < end) break;
    messages.push(rest.subarray(0, end));
    rest = rest.slice(end);
  }
  return { messages, rest };
}

function answered(board: RelayBoard, message: Uint8Array): Uint8Array {
  const answer = answerPdu(board, message.subarray(headerBytes + 1));
  const head = message.slice(0, headerBytes + 1);
  head.set([0, 1 + answer.length], 4);
  return concat(head, answer);
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
