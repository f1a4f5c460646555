import { toHex } from '../../protocol/codec/bytes.ts';
import { messageOf } from '../../protocol/errors.ts';
import { maxFrameBytes, openFrame } from '../../protocol/link/frame.ts';
import { decodeLinkMessage } from '../../protocol/link/messages.ts';
import { slipDecode, slipStart } from '../../protocol/link/slip.ts';
import { decodeCarriedList } from '../../protocol/lists/list.ts';
import { numberOf } from '../../protocol/lists/signed-list.ts';
import { decodeCommand } from '../../protocol/messages/command.ts';
import { decodeLossNotice } from '../../protocol/messages/loss-notice.ts';
import { readBatch } from '../../protocol/messages/packed-batch.ts';
import { decodeReceipt } from '../../protocol/messages/receipt.ts';
import { decodeRecord } from '../../protocol/messages/record.ts';
import { decodeBody } from '../../protocol/messages/registry.ts';
import { decodeSampleBatch } from '../../protocol/messages/sample.ts';
import { decodeStatus } from '../../protocol/messages/status.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import { decodeEnvelope } from '../../protocol/token/envelope.ts';
import { type CarTopic, parseTopic } from '../../protocol/topics.ts';

/** What went over a wire, in words. MQTT as the trace has it: a line of text, then the payload. */
export function eventText(wire: string, bytes: Uint8Array): string {
  try {
    if (wire.startsWith('mqtt')) return mqttText(bytes);
    if (wire.startsWith('phone')) return phoneText(bytes);
    return isText(bytes) ? new TextDecoder().decode(bytes).trim() : `${bytes.length} bytes`;
  } catch (thrown) {
    return `${bytes.length} bytes that cannot be read: ${messageOf(thrown)}`;
  }
}

const isText = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d);

function mqttText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0x0a);
  const line = new TextDecoder().decode(bytes.subarray(0, end));
  const words = line.split(' ');
  const parsed = words[0] === 'publish' ? parseTopic(words.at(-1) ?? '') : null;
  return parsed === null ? line : `${parsed.name}: ${payloadText[parsed.name](bytes.subarray(end + 1))}`;
}

const payloadText: Readonly<Record<CarTopic, (payload: Uint8Array) => string>> = {
  records(payload) {
    const { journal, firstSeq, records } = readBatch(payload, sha256);
    return `journal ${journal} from ${firstSeq}: ${records.map(recordText).join('; ')}`;
  },
  samples(payload) {
    const { samples, firstSeq } = decodeSampleBatch(payload);
    return `${samples.length} from ${firstSeq}`;
  },
  losses: (payload) => fieldsText(decodeLossNotice(decodeEnvelope('sign1', payload).payload)),
  status: (payload) => fieldsText(decodeStatus(payload)),
  receipts: (payload) => fieldsText(decodeReceipt(decodeEnvelope('mac0', payload).payload)),
  lists(payload) {
    const { list, signed } = decodeCarriedList(payload);
    return `${list} ${numberOf(list, signed) ?? 'unreadable'}`;
  },
  commands: (payload) => fieldsText(decodeCommand(decodeEnvelope('mac0', payload).payload)),
};

function recordText(record: Uint8Array): string {
  const { header, bodyBytes } = decodeRecord(record);
  const fact = bodyBytes === null ? null : decodeBody(header.kind, bodyBytes);
  if (fact === null) return `kind ${header.kind}`;
  const { kind, ...fields } = fact;
  return `${kind} ${fieldsText(fields)}`.trim();
}

/** A whole frame; the dialogue may be encrypted, and fragments of frames say nothing. */
function phoneText(bytes: Uint8Array): string {
  const [packet] = slipDecode(slipStart, bytes, maxFrameBytes).packets;
  const message = packet === undefined ? null : openFrame(packet);
  if (message === null) return `${bytes.length} bytes of a frame`;
  const { type, ...fields } = decodeLinkMessage(message);
  return `${type} ${fieldsText(fields)}`.trim();
}

/** Fields by name; of long byte strings the beginning. */
const fieldsText = (fields: object): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(', ');

const mostHexDigits = 16;

function valueText(value: unknown): string {
  if (value instanceof Uint8Array) {
    const hex = toHex(value);
    return hex.length > mostHexDigits ? `${hex.slice(0, mostHexDigits)}…` : hex;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
