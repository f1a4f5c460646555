import { decode, encode } from '../codec/cbor.ts';
import { type CborMap, CborTag, type CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';

/** The two COSE messages in use (RFC 9052): same four parts, other tag and context. */
const forms = {
  sign1: { tag: 18, context: 'Signature1', name: 'COSE_Sign1' },
  mac0: { tag: 17, context: 'MAC0', name: 'COSE_Mac0' },
} as const;
export type EnvelopeForm = keyof typeof forms;

/** A COSE_Sign1 or COSE_Mac0 taken apart; nothing in it is checked yet. */
export interface Envelope {
  readonly protectedBytes: Uint8Array;
  readonly protectedHeader: CborMap;
  readonly unprotectedHeader: CborMap;
  readonly payload: Uint8Array;
  /** Signature or MAC. */
  readonly seal: Uint8Array;
}

/** The bytes that are signed or authenticated: Sig_structure (§4.4) or MAC_structure (§6.3). */
export const sealedBytes = (
  form: EnvelopeForm,
  parts: Pick<Envelope, 'protectedBytes' | 'payload'>,
  externalAad: Uint8Array = new Uint8Array(),
): Uint8Array => encode([forms[form].context, parts.protectedBytes, externalAad, parts.payload]);

/** Builds a tagged envelope with an empty unprotected header; `seal` signs or authenticates. */
export function encodeEnvelope(
  form: EnvelopeForm,
  protectedHeader: CborMap,
  payload: Uint8Array,
  externalAad: Uint8Array,
  seal: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const protectedBytes = encode(protectedHeader);
  const made = seal(sealedBytes(form, { protectedBytes, payload }, externalAad));
  return encode(new CborTag(forms[form].tag, [protectedBytes, new Map(), payload, made]));
}

/** @throws {MalformedError} on anything but the tagged form with a payload inside. */
export function decodeEnvelope(form: EnvelopeForm, bytes: Uint8Array): Envelope {
  const { tag, name } = forms[form];
  const item = decode(bytes);
  if (!(item instanceof CborTag) || item.tag !== tag) throw new MalformedError(`${name}: not tagged ${tag}`);
  return readParts(name, item.value);
}

/** @throws {MalformedError} */
export function readParts(name: string, item: CborValue): Envelope {
  if (!Array.isArray(item) || item.length !== 4) throw new MalformedError(`${name}: not an array of four`);
  const [protectedBytes, unprotectedHeader, payload, seal]: readonly CborValue[] = item;
  if (!(protectedBytes instanceof Uint8Array))
    throw new MalformedError(`${name}: protected header is no byte string`);
  if (!(unprotectedHeader instanceof Map)) throw new MalformedError(`${name}: unprotected header is no map`);
  if (!(payload instanceof Uint8Array)) throw new MalformedError(`${name}: payload is no byte string`);
  if (!(seal instanceof Uint8Array)) throw new MalformedError(`${name}: signature or MAC is no byte string`);
  return {
    protectedBytes,
    protectedHeader: readHeader(name, protectedBytes),
    unprotectedHeader,
    payload,
    seal,
  };
}

/** An empty protected header is a byte string of no bytes (RFC 9052 §3). */
function readHeader(name: string, bytes: Uint8Array): CborMap {
  if (bytes.length === 0) return new Map();
  const header = decode(bytes);
  if (!(header instanceof Map)) throw new MalformedError(`${name}: protected header is no map`);
  return header;
}
