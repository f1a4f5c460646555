import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import { MalformedError } from '../errors.ts';
import type { KeyId } from '../ids.ts';
import { carField, secondsField, uint } from '../messages/fields.ts';
import { mapCodec } from '../messages/map.ts';
import type { PinnedAlgorithm } from '../token/algorithm.ts';
import { decodeEnvelope, encodeEnvelope, sealedBytes } from '../token/envelope.ts';
import { readSignatureHeader, type Signer, signatureHeader } from '../token/signature-header.ts';

/** Largest signed settings in bytes (clause 9). */
export const maxSettingsBytes = 65_536;

const codec = mapCodec(
  'settings',
  { car: 1, version: 2, issuedAt: 3, content: 4 },
  z.strictObject({
    car: carField,
    version: uint.min(1),
    issuedAt: secondsField,
    /** The JSON of clause 13.1. */
    content: z.string(),
  }),
  'refuse',
);

/** Settings for one car, as an operator signs them (clause 13.4). */
export type SettingsOffer = ReturnType<typeof codec.read>;

/** As read: nothing in it counts before `signature` is found good for `signedBytes`. */
export interface UnverifiedSettings {
  readonly algorithm: PinnedAlgorithm;
  readonly keyId: KeyId;
  readonly offer: SettingsOffer;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** Signed with it, so that settings are never taken for anything else. */
const domain = new TextEncoder().encode('ritmeter/1/settings');

/** @throws {TypeError} where they are too long. */
export function encodeSettings(offer: SettingsOffer, signer: Signer): Uint8Array {
  const payload = encode(codec.write(offer));
  const signed = encodeEnvelope('sign1', signatureHeader(signer), payload, domain, (bytes) =>
    signer.sign(bytes),
  );
  if (signed.length > maxSettingsBytes) throw new TypeError(`settings: over ${maxSettingsBytes} bytes`);
  return signed;
}

/** @throws {MalformedError} on everything that is not exactly the form of clause 13.4. */
export function decodeSettings(bytes: Uint8Array): UnverifiedSettings {
  if (bytes.length > maxSettingsBytes) throw new MalformedError(`settings: over ${maxSettingsBytes} bytes`);
  const envelope = decodeEnvelope('sign1', bytes);
  return {
    ...readSignatureHeader('settings', envelope),
    offer: codec.read(decode(envelope.payload)),
    signedBytes: sealedBytes('sign1', envelope, domain),
    signature: envelope.seal,
  };
}
