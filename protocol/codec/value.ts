/** What Ritmeter's CBOR can say (D16): no floats, no undefined, no indefinite lengths, few tags. */
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborValue[]
  | CborMap
  | CborTag;

export type CborMap = ReadonlyMap<CborValue, CborValue>;

/** A tagged item; only the tags of COSE and CWT occur. */
export class CborTag {
  readonly tag: number;
  readonly value: CborValue;

  constructor(tag: number, value: CborValue) {
    this.tag = tag;
    this.value = value;
  }
}

/** COSE_Mac0, COSE_Sign1 (RFC 9052) and CWT (RFC 8392). */
export const allowedTags: ReadonlySet<number> = new Set([17, 18, 61]);
