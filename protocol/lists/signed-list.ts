import { decode, encode } from '../codec/cbor.ts';
import { MalformedError } from '../errors.ts';
import type { KeyId } from '../ids.ts';
import type { MapCodec } from '../messages/map.ts';
import type { PinnedAlgorithm } from '../token/algorithm.ts';
import { decodeEnvelope, encodeEnvelope, sealedBytes } from '../token/envelope.ts';
import { readSignatureHeader, type Signer, signatureHeader } from '../token/signature-header.ts';
import { type DenyList, denyListCodec, type RevokedKeys, revokedKeysCodec } from './id-list.ts';
import { type KeySet, keySetCodec } from './key-set.ts';
import { type ListKind, maxListBytes } from './list.ts';

/** What a list of each kind says. */
export interface ListContents {
  readonly 'key-set': KeySet;
  readonly 'revoked-keys': RevokedKeys;
  readonly 'deny-list': DenyList;
}

const codecs: { readonly [Kind in ListKind]: MapCodec<ListContents[Kind]> } = {
  'key-set': keySetCodec,
  'revoked-keys': revokedKeysCodec,
  'deny-list': denyListCodec,
};

/** A list as read: nothing in it counts before `signature` is found good for `signedBytes`. */
export interface UnverifiedList<Kind extends ListKind> {
  readonly algorithm: PinnedAlgorithm;
  readonly keyId: KeyId;
  readonly content: ListContents[Kind];
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** The domain that is signed with a list, so that one kind is never taken for another. */
const domainOf = (kind: ListKind): Uint8Array => new TextEncoder().encode(`ritmeter/1/${kind}`);

/** A list in COSE_Sign1 under the signer's key (clause 12.1). @throws {TypeError} where it is too long. */
export function encodeList<Kind extends ListKind>(
  kind: Kind,
  content: ListContents[Kind],
  signer: Signer,
): Uint8Array {
  const payload = encode(codecs[kind].write(content));
  const signed = encodeEnvelope('sign1', signatureHeader(signer), payload, domainOf(kind), (bytes) =>
    signer.sign(bytes),
  );
  if (signed.length > maxListBytes) throw new TypeError(`${kind}: over ${maxListBytes} bytes`);
  return signed;
}

/** @throws {MalformedError} on everything that is not exactly the form of clause 12. */
export function decodeList<Kind extends ListKind>(kind: Kind, bytes: Uint8Array): UnverifiedList<Kind> {
  if (bytes.length > maxListBytes) throw new MalformedError(`${kind}: over ${maxListBytes} bytes`);
  const envelope = decodeEnvelope('sign1', bytes);
  return {
    ...readSignatureHeader(kind, envelope),
    content: codecs[kind].read(decode(envelope.payload)),
    signedBytes: sealedBytes('sign1', envelope, domainOf(kind)),
    signature: envelope.seal,
  };
}

/** The number of a list that nobody has checked yet; null where it cannot be read. */
export function numberOf(kind: ListKind, bytes: Uint8Array): number | null {
  try {
    return decodeList(kind, bytes).content.number;
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}
