import { decode } from '../protocol/codec/cbor.ts';
import { evidenceCodec, openEvidence } from '../protocol/entry/evidence.ts';
import { decodeRentalReceipt } from '../protocol/link/rental-receipt.ts';
import type { ListKind } from '../protocol/lists/list.ts';
import { decodeList } from '../protocol/lists/signed-list.ts';
import { decodeSettings } from '../protocol/settings/signed-settings.ts';
import { decodeToken } from '../protocol/token/token.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import {
  evidenceClaims,
  type InspectedClaim,
  listClaims,
  receiptClaims,
  settingsClaims,
  tokenClaims,
} from './inspected-claims.ts';
import {
  type InspectedSignature,
  type KnownKey,
  namedSignature,
  namelessSignature,
} from './inspected-signature.ts';

/** What can be inspected, as it is named before its hexadecimal in a file. */
export const partNames = [
  'token',
  'key-set',
  'revoked-keys',
  'deny-list',
  'settings',
  'receipt',
  'evidence',
] as const;
export type PartName = (typeof partNames)[number];

/** One thing signed. */
export interface InspectedPart extends InspectedSignature {
  readonly what: PartName;
  readonly bytes: number;
  /** Each claim or field, with what it means now. */
  readonly claims: readonly InspectedClaim[];
}

export interface InspectionContext {
  readonly keys: readonly KnownKey[];
  /** The car's key as it stands beside a receipt; it counts where none of `keys` is the car's. */
  readonly carKey: KnownKey | null;
  readonly now: EpochMilliseconds;
}

/** @throws {MalformedError} where the bytes are no `what`. */
export function inspectedPart(what: PartName, bytes: Uint8Array, context: InspectionContext): InspectedPart {
  return { what, bytes: bytes.length, ...read[what](bytes, context) };
}

type Read = (bytes: Uint8Array, context: InspectionContext) => Omit<InspectedPart, 'what' | 'bytes'>;

const listRead =
  <Kind extends ListKind>(kind: Kind): Read =>
  (bytes, { keys }) => {
    const list = decodeList(kind, bytes);
    return { ...namedSignature(list, keys), claims: listClaims[kind](list.content) };
  };

const read: Readonly<Record<PartName, Read>> = {
  token: (bytes, { keys, now }) => {
    const token = decodeToken(bytes);
    return { ...namedSignature(token, keys), claims: tokenClaims(token.claims, now) };
  },
  'key-set': listRead('key-set'),
  'revoked-keys': listRead('revoked-keys'),
  'deny-list': listRead('deny-list'),
  settings: (bytes, { keys, now }) => {
    const settings = decodeSettings(bytes);
    return { ...namedSignature(settings, keys), claims: settingsClaims(settings.offer, now) };
  },
  receipt: (bytes, { keys, carKey, now }) => {
    const { receipt, ...sealed } = decodeRentalReceipt(bytes);
    const known = keys.filter(({ signsFor }) => signsFor?.('receipt', receipt.car));
    const signers = known.length === 0 && carKey !== null ? [carKey] : known;
    return { ...namelessSignature(sealed, signers), claims: receiptClaims(receipt, now) };
  },
  evidence: (bytes, { keys, now }) => {
    const { payload, ...sealed } = openEvidence(bytes);
    const evidence = evidenceCodec.read(decode(payload));
    const signers = keys.filter(({ signsFor }) => signsFor?.('evidence', evidence.car));
    return { ...namelessSignature(sealed, signers), claims: evidenceClaims(evidence, now) };
  },
};
