import type { CarId, KeyId } from '../protocol/ids.ts';
import type { PublicKey } from '../protocol/token/cose-key.ts';
import { verifyPhone } from './token/keys.ts';

/** A key that a signature can be checked with. */
export interface KnownKey {
  readonly name: string;
  readonly key: PublicKey;
  readonly keyId: KeyId;
  /** Whether it is the key for what does not name its own. */
  readonly signsFor?: (what: 'receipt' | 'evidence', car: CarId) => boolean;
}

/** `unchecked`: the key is not known here. */
type SignatureFound = 'good' | 'bad' | 'unchecked';

export interface InspectedSignature {
  readonly algorithm: string;
  /** Null where what is signed does not name its key. */
  readonly keyId: KeyId | null;
  readonly signature: SignatureFound;
  /** Whose key it was checked with. */
  readonly signer: string | null;
}

export interface Sealed {
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** Checks the signature of what names its key. */
export function namedSignature(
  read: Sealed & { readonly algorithm: string; readonly keyId: KeyId },
  keys: readonly KnownKey[],
): InspectedSignature {
  const named = keys.filter(({ keyId }) => keyId === read.keyId);
  return { algorithm: read.algorithm, keyId: read.keyId, ...underAny(read, named) };
}

/** Checks an Ed25519 signature that names no key, with those of whoever may have made it. */
export const namelessSignature = (read: Sealed, candidates: readonly KnownKey[]): InspectedSignature => ({
  algorithm: 'Ed25519',
  keyId: null,
  ...underAny(
    read,
    candidates.filter(({ key }) => key.kind === 'Ed25519'),
  ),
});

function underAny(
  { signedBytes, signature }: Sealed,
  keys: readonly KnownKey[],
): Pick<InspectedSignature, 'signature' | 'signer'> {
  const [first] = keys;
  if (first === undefined) return { signature: 'unchecked', signer: null };
  const good = keys.find(({ key }) => verifyPhone(key, signedBytes, signature));
  return good === undefined
    ? { signature: 'bad', signer: first.name }
    : { signature: 'good', signer: good.name };
}

/** The signature for people. */
export function signatureText({ signature, signer }: InspectedSignature): string {
  switch (signature) {
    case 'good':
      return `good, by ${signer}`;
    case 'bad':
      return `DOES NOT HOLD under the key of ${signer}`;
    case 'unchecked':
      return 'not checked: this key is not known here; give it with --key';
  }
}
