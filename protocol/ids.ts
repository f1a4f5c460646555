import type { Branded } from './units.ts';

function text<const Name extends string>(name: Name, pattern: RegExp) {
  const matches = (value: string): value is Branded<string, Name> => pattern.test(value);
  return (value: string): Branded<string, Name> => {
    if (!matches(value)) throw new RangeError(`${JSON.stringify(value)} is no ${name}: ${pattern.source}`);
    return value;
  };
}

const shortName = /^[a-z0-9-]{1,8}$/;
const eightBytes = /^[0-9a-f]{16}$/;

/** A car's name on every wire: 1 to 8 of `a-z 0-9 -`, given by the operator. */
export type CarId = Branded<string, 'car id'>;
export const carId = text('car id', shortName);

/** Who issued a token (CWT `iss`): 1 to 8 of `a-z 0-9 -`. */
export type IssuerId = Branded<string, 'issuer id'>;
export const issuerId = text('issuer id', shortName);

/** Whom a token is for (CWT `sub`): a pseudonym, new for each customer and car. */
export type Subject = Branded<string, 'subject'>;
export const subject = text('subject', shortName);

/** The random name of one journal of one car (D2): eight bytes, in hexadecimal. */
export type JournalId = Branded<string, 'journal id'>;
export const journalId = text('journal id', eightBytes);

/** A reservation, and the rental that comes of it: eight bytes, in hexadecimal. */
export type ReservationId = Branded<string, 'reservation id'>;
export const reservationId = text('reservation id', eightBytes);

/** A token's own number (CWT `cti`): eight bytes, in hexadecimal. */
export type TokenId = Branded<string, 'token id'>;
export const tokenId = text('token id', eightBytes);

/** A key: the first eight bytes of its COSE thumbprint (RFC 9679), in hexadecimal. */
export type KeyId = Branded<string, 'key id'>;
export const keyId = text('key id', eightBytes);

/** A remote command: eight bytes, in hexadecimal. */
export type CommandId = Branded<string, 'command id'>;
export const commandId = text('command id', eightBytes);

/** A charge or fuel receipt among the operator's entries: eight bytes, in hexadecimal (clause 14.2). */
export type ChargeId = Branded<string, 'charge id'>;
export const chargeId = text('charge id', eightBytes);

/** Stands for a customer or driver where an entry may outlive the name: eight bytes, in hexadecimal (clause 14.2). */
export type Pseudonym = Branded<string, 'pseudonym'>;
export const pseudonym = text('pseudonym', eightBytes);

/** Operator-side names; they never travel to a car. */
export type CustomerId = Branded<string, 'customer id'>;
export const customerId = text('customer id', /^[a-z0-9-]{1,32}$/);
export type DriverId = Branded<string, 'driver id'>;
export const driverId = text('driver id', /^[a-z0-9-]{1,32}$/);
