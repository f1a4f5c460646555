import { carId, issuerId, journalId, reservationId, subject, tokenId } from '../../protocol/ids.ts';
import { genesisBytes } from '../../protocol/messages/record.ts';
import { ed25519Key, hmacWith, p256Key, sha256 } from './signing-keys.ts';

/** What the examples of the specification are made from; its annex A states the same. */
export const secrets = {
  'car seed (Ed25519)': new Uint8Array(32).fill(1),
  'issuer seed (Ed25519)': new Uint8Array(32).fill(2),
  'phone seed (Ed25519)': new Uint8Array(32).fill(3),
  'phone scalar (P-256)': new Uint8Array(32).fill(4),
  'MAC key (HMAC-SHA-256)': new Uint8Array(32).fill(5),
  'phone agreement scalar (P-256)': new Uint8Array(32).fill(6),
  'car agreement scalar (P-256)': new Uint8Array(32).fill(7),
  'root seed (Ed25519)': new Uint8Array(32).fill(8),
  'gateway scalar (P-256)': new Uint8Array(32).fill(9),
} as const;

export const carKey = ed25519Key(secrets['car seed (Ed25519)']);
export const issuerKey = ed25519Key(secrets['issuer seed (Ed25519)']);
export const phoneKey = ed25519Key(secrets['phone seed (Ed25519)']);
export const rootKey = ed25519Key(secrets['root seed (Ed25519)']);
export const securePhoneKey = p256Key(secrets['phone scalar (P-256)']);
export const authenticate = hmacWith(secrets['MAC key (HMAC-SHA-256)']);

export const car = carId('car-007');
export const issuer = issuerId('operator');
export const driver = subject('k7q2m9xa');
export const journal = journalId('a1a2a3a4a5a6a7a8');
export const reservation = reservationId('b1b2b3b4b5b6b7b8');
export const token = tokenId('c1c2c3c4c5c6c7c8');
export const genesisLink = sha256(genesisBytes(car, journal));

/** 2026-06-01T06:00:00Z in milliseconds. */
export const morning = Date.UTC(2026, 5, 1, 6);

/** The nonces of the dialogue: of the welcome, and of the answer. */
export const firstNonce = Uint8Array.from({ length: 16 }, (_, at) => 0xd0 + at);
export const secondNonce = Uint8Array.from({ length: 16 }, (_, at) => 0xe0 + at);
