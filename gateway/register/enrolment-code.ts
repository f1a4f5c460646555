import { createHash } from 'node:crypto';
import type { Random } from '../../protocol/runtime.ts';

/** Base 32 of Crockford: no letter that is taken for a digit. 256 is a multiple of 32, so every sign is as likely. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groupLength = 4;
const groups = 4;

/** 80 random bits, as `ABCD-EFGH-JKMN-PQRS`. */
export function drawCode(random: Random): string {
  const signs = Array.from(random.bytes(groupLength * groups), (byte) => alphabet.charAt(byte % 32));
  return Array.from({ length: groups }, (_, group) =>
    signs.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}

/** A code as people type it: in any case, with or without hyphens and spaces, O for 0, I or L for 1. */
export function signsOf(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/** The first 20 bits name the code, so that wrong tries count against it; the other 60 are its secret. */
export const handleOf = (code: string): string => signsOf(code).slice(0, groupLength);

/** What is kept of a code: in the day that it lives nobody finds 60 bits behind SHA-256. */
export const digestOf = (code: string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(signsOf(code)).digest());
