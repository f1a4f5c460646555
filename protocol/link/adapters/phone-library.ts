import type { Transport } from '../../byte-stream.ts';
import { toHex } from '../../codec/bytes.ts';
import { encode } from '../../codec/cbor.ts';
import { Fault } from '../../errors.ts';
import { keyId } from '../../ids.ts';
import type { Action } from '../../messages/words.ts';
import type { Claims } from '../../token/claims.ts';
import { type PublicKey, thumbprintBytes, writeCoseKey } from '../../token/cose-key.ts';
import { writeCredentials } from '../../token/credentials.ts';
import { type Pass, readPass } from '../../token/pass.ts';
import { requestBytes } from '../../token/request.ts';
import { decodeToken } from '../../token/token.ts';
import { epochMilliseconds } from '../../units.ts';
import type { LinkMessageOf } from '../messages.ts';
import type { Phone } from '../phone.ts';
import { receiptInvalid } from '../phone-faults.ts';
import { decodeRentalReceipt, type RentalReceipt } from '../rental-receipt.ts';
import { visitCar } from '../visit.ts';
import { generatePhoneKey, publicKeyOf, webCrypto } from './web-crypto.ts';
import { webTimers } from './web-timers.ts';

export { bluetoothTransport, chooseCar } from './web-bluetooth.ts';
export { webSocketTransport } from './web-socket.ts';
export { streamsTransport } from './web-streams.ts';
export { Fault, readPass };

const { subtle } = crypto;

/** What phone apps build on: a phone's side of clauses 6, 7, 11 and 12 on WebCrypto; `phone-library-face.ts` explains it. */

export interface CarVisit {
  readonly transport: Transport;
  readonly pass: Pass;
  readonly key: CryptoKeyPair;
}

export const makePhoneKey = (): Promise<CryptoKeyPair> => generatePhoneKey(subtle);

export async function importPhoneKey(jwk: JsonWebKey): Promise<CryptoKeyPair> {
  const { d: _, key_ops: __, ...publicJwk } = jwk;
  const form = jwk.kty === 'OKP' ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: 'P-256' };
  return {
    privateKey: await subtle.importKey('jwk', jwk, form, false, ['sign']),
    publicKey: await subtle.importKey('jwk', publicJwk, form, true, ['verify']),
  };
}

export async function enrolmentOf({ publicKey }: CryptoKeyPair) {
  const key = await publicKeyOf(subtle, publicKey);
  return { keyId: await idOf(key), publicKey: toHex(encode(writeCoseKey(key))) };
}

export async function authorizationFor(
  pair: CryptoKeyPair,
  { method, target, body = '' }: { method: 'GET' | 'POST'; target: string; body?: string },
): Promise<string> {
  const key = await publicKeyOf(subtle, pair.publicKey);
  const time = epochMilliseconds(Date.now());
  const { digest, sign } = webCrypto(subtle, pair.privateKey);
  const bodyDigest = await digest(new TextEncoder().encode(body));
  const signature = await sign(requestBytes(key, { method, target, bodyDigest, time }));
  return writeCredentials({ keyId: await idOf(key), time, signature });
}

export const explainToken = (token: Uint8Array): Claims => decodeToken(token).claims;

export const askCar = (car: CarVisit, action: Action): Promise<LinkMessageOf<'answer'>> =>
  visit(car, (phone) => phone.request(action));

export const collectRecords = (car: CarVisit): Promise<Uint8Array | null> =>
  visit(car, async (phone) => {
    await phone.request('status');
    return phone.collect();
  });

export async function readReceipt(signed: Uint8Array, carKey: Uint8Array): Promise<RentalReceipt> {
  const { receipt, signedBytes, signature } = decodeRentalReceipt(signed);
  const key = await subtle.importKey('raw', new Uint8Array(carKey), { name: 'Ed25519' }, false, ['verify']);
  const isGood = await subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(signedBytes));
  if (!isGood) throw receiptInvalid();
  return receipt;
}

async function visit<Result>(
  { transport, pass: { token, carKey, lists }, key }: CarVisit,
  work: (phone: Phone) => Promise<Result>,
): Promise<Result> {
  if (carKey === null)
    throw new Fault(
      { code: 'car-key-missing', blame: 'sender' },
      'the pass does not name the key of the car, by which a phone knows it',
    );
  const parts = { token, carKey, lists, timers: webTimers, crypto: webCrypto(subtle, key.privateKey) };
  return visitCar({ transport, ...parts }, work);
}

const idOf = async (key: PublicKey) => {
  const thumbprint = await subtle.digest('SHA-256', new Uint8Array(thumbprintBytes(key)));
  return keyId(toHex(new Uint8Array(thumbprint).slice(0, 8)));
};
