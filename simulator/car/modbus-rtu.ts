import type { Line } from '../../device/ports.ts';
import { concat } from '../../protocol/codec/bytes.ts';
import { answerPdu } from './modbus-pdu.ts';
import type { RelayBoard } from './relay-board.ts';

const unit = 1;
/** Unit, a request of five bytes, as all are that the board knows, and its checksum. */
const frameBytes = 8;
const checksumBytes = 2;

/**
 * A car's I/O board, byte by byte as Modbus RTU carries it (Modbus over serial line 1.02 §2.5.1). Where frames begin it
 * tells by their checksums instead of by pauses.
 */
export function createModbusRtuBoard(board: RelayBoard): Line {
  return {
    async open(events) {
      let rest: Uint8Array = new Uint8Array();
      let isOpen = true;
      return {
        write(bytes) {
          if (!isOpen) return;
          rest = concat(rest, bytes);
          while (rest.length >= frameBytes) {
            const frame = rest.subarray(0, frameBytes);
            const isWhole = isFrame(frame);
            rest = rest.slice(isWhole ? frameBytes : 1);
            if (isWhole && frame[0] === unit) events.data(answered(board, frame));
          }
        },
        close() {
          isOpen = false;
        },
      };
    },
  };
}

function answered(board: RelayBoard, frame: Uint8Array): Uint8Array {
  const body = concat(Uint8Array.of(unit), answerPdu(board, frame.subarray(1, -checksumBytes)));
  return concat(body, checksum(body));
}

function isFrame(bytes: Uint8Array): boolean {
  const [low, high] = checksum(bytes.subarray(0, -checksumBytes));
  return low === bytes.at(-2) && high === bytes.at(-1);
}

/** CRC-16 of Modbus (§6.2.2): initial FFFF, reflected polynomial A001, low byte first. */
function checksum(bytes: Uint8Array): Uint8Array {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return Uint8Array.of(crc & 0xff, crc >> 8);
}
