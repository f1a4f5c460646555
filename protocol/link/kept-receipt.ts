import { fromHex, toHex } from '../codec/bytes.ts';
import { MalformedError } from '../errors.ts';

/** A receipt as a phone keeps it (clause 12.6). */
export interface KeptReceipt {
  /** As the car sent it: nothing in it counts before its signature is checked. */
  readonly signed: Uint8Array;
  /** Ed25519, 32 bytes: under which the phone found it good. */
  readonly carKey: Uint8Array;
}

/** Most bytes of a receipt's file: a receipt has 1,024 (clause 6.2). */
export const maxKeptReceiptBytes = 4096;

export const writeKeptReceipt = ({ signed, carKey }: KeptReceipt): string =>
  `receipt ${toHex(signed)}\ncar-key ${toHex(carKey)}\n`;

const form = /^receipt ((?:[0-9a-f]{2})+)\r?\ncar-key ([0-9a-f]{64})\s*$/;

/** @throws {MalformedError} */
export function readKeptReceipt(text: string): KeptReceipt {
  const [, signed, carKey] = form.exec(text) ?? [];
  if (signed === undefined || carKey === undefined)
    throw new MalformedError('no receipt that a phone has kept');
  return { signed: fromHex(signed), carKey: fromHex(carKey) };
}
