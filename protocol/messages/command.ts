import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import { commandField, wallTimeField, wordField } from './fields.ts';
import { mapCodec } from './map.ts';

const schema = z.strictObject({
  command: commandField,
  action: wordField({ unlock: 1, lock: 2, end: 3, immobilise: 4, release: 5 }),
  issuedAt: wallTimeField,
  /** From here on the car refuses it, with a record: a command never acts hours later. */
  expiresAt: wallTimeField,
});

/** What the gateway asks of a car (clause 5.2). */
export type Command = z.output<typeof schema>;

const codec = mapCodec('command', { command: 1, action: 2, issuedAt: 3, expiresAt: 4 }, schema);

/** Payload of the COSE_Mac0 in which a command travels. */
export const encodeCommand = (command: Command): Uint8Array => encode(codec.write(command));
/** @throws {MalformedError} */
export const decodeCommand = (payload: Uint8Array): Command => codec.read(decode(payload));
