import type { LastWill } from '../../device/ports.ts';

/** What a client sends (MQTT 3.1.1 at QoS 1, clean session). */
export type ClientPacket =
  | {
      readonly kind: 'connect';
      readonly username: string;
      readonly password: Uint8Array;
      readonly clientId: string;
      readonly will: LastWill;
    }
  | {
      readonly kind: 'publish';
      readonly id: number;
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly retain: boolean;
    }
  | { readonly kind: 'subscribe'; readonly id: number; readonly filter: string }
  | { readonly kind: 'pingreq' }
  | { readonly kind: 'disconnect' };

/** What the broker sends; `close` is the end of the TCP stream, in its place after what was sent before. */
export type BrokerPacket =
  | { readonly kind: 'connack'; readonly accepted: boolean }
  | { readonly kind: 'puback'; readonly id: number }
  | { readonly kind: 'suback'; readonly id: number; readonly granted: boolean }
  | { readonly kind: 'publish'; readonly topic: string; readonly payload: Uint8Array }
  | { readonly kind: 'pingresp' }
  | { readonly kind: 'close'; readonly reason: string };

/** A packet as bytes for the trace: a line of text, then the payload. Passwords stay out. */
export function traceBytes(packet: ClientPacket | BrokerPacket): Uint8Array {
  switch (packet.kind) {
    case 'connect':
      return Buffer.from(`connect ${packet.username} ${packet.clientId} ${packet.will.topic}\n`);
    case 'publish':
      return Buffer.concat([Buffer.from(`publish ${idOf(packet)} ${packet.topic}\n`), packet.payload]);
    case 'subscribe':
      return Buffer.from(`subscribe ${packet.id} ${packet.filter}\n`);
    case 'connack':
      return Buffer.from(`connack ${packet.accepted}\n`);
    case 'puback':
      return Buffer.from(`puback ${packet.id}\n`);
    case 'suback':
      return Buffer.from(`suback ${packet.id} ${packet.granted}\n`);
    case 'pingreq':
    case 'pingresp':
      return Buffer.from(`${packet.kind}\n`);
    case 'disconnect':
      return Buffer.from('disconnect\n');
    case 'close':
      return Buffer.from(`close ${packet.reason}\n`);
    default:
      return packet satisfies never;
  }
}

function idOf(packet: (ClientPacket | BrokerPacket) & { kind: 'publish' }): string {
  if (!('id' in packet)) return '-';
  return packet.retain ? `${packet.id} retained` : `${packet.id}`;
}
