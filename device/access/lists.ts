import { MalformedError } from '../../protocol/errors.ts';
import type { CarId, KeyId } from '../../protocol/ids.ts';
import type { DenyList } from '../../protocol/lists/id-list.ts';
import type { KeySetEntry } from '../../protocol/lists/key-set.ts';
import { type CarriedList, type ListKind, type ListNumbers, noLists } from '../../protocol/lists/list.ts';
import { decodeList, type UnverifiedList } from '../../protocol/lists/signed-list.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import type { Issuer } from './issuers.ts';
import type { Verifier } from './signatures.ts';

/** The lists that a car follows (clause 12). */
export interface AccessLists {
  /** The newest ever taken of each kind; an older one never comes back, whatever became of its file. */
  readonly numbers: ListNumbers;
  /** Those that the car has: less than `numbers` where a file is lost. */
  readonly held: ListNumbers;
  /** Null: those of the configuration hold. */
  readonly issuers: readonly Issuer[] | null;
  readonly revokedKeys: readonly string[];
  readonly denyList: DenyList | null;
}

export const noListsYet: AccessLists = {
  numbers: noLists,
  held: noLists,
  issuers: null,
  revokedKeys: [],
  denyList: null,
};

/** By what a list is judged. */
export interface ListContext {
  readonly car: CarId;
  /** The fleet's offline key; null where the car's configuration names none. */
  readonly root: { readonly keyId: KeyId; readonly key: PublicKey } | null;
  /** Of the configuration. */
  readonly issuers: readonly Issuer[];
  readonly keyIdOf: (key: PublicKey) => KeyId;
  readonly verify: Verifier;
}

/** `known`: not newer than what the car has, or older than what it had. */
export type ListOutcome = 'taken' | 'known' | 'refused';

/** A list that comes to the car, by whatever way: it counts where it is signed by whom it must be, and newer. */
export function judgeList(
  lists: AccessLists,
  { list, signed }: CarriedList,
  context: ListContext,
): { readonly outcome: ListOutcome; readonly lists: AccessLists } {
  switch (list) {
    case 'key-set':
      return taken(lists, list, genuine(list, signed, lists, context), withKeySet(context));
    case 'revoked-keys':
      return taken(lists, list, genuine(list, signed, lists, context), withRevokedKeys);
    case 'deny-list':
      return taken(lists, list, ownDenyList(genuine(list, signed, lists, context), context), withDenyList);
  }
}

/**
 * A deny-list that this car took before and has kept: it holds though its issuer's key may be replaced or revoked by now,
 * or what was denied would open again at the next boot.
 */
export function keptDenyList(lists: AccessLists, signed: Uint8Array, context: ListContext): AccessLists {
  return taken(lists, 'deny-list', ownDenyList(readList('deny-list', signed), context), withDenyList).lists;
}

const ownDenyList = (
  found: UnverifiedList<'deny-list'> | null,
  { car }: ListContext,
): UnverifiedList<'deny-list'> | null => (found?.content.car === car ? found : null);

type Apply<Kind extends ListKind> = (lists: AccessLists, found: UnverifiedList<Kind>) => AccessLists;

const withKeySet =
  (context: ListContext): Apply<'key-set'> =>
  (lists, { content }) => ({ ...lists, issuers: content.issuers.map((entry) => issuerOf(entry, context)) });
const withRevokedKeys: Apply<'revoked-keys'> = (lists, { content }) => ({
  ...lists,
  revokedKeys: content.keyIds,
});
const withDenyList: Apply<'deny-list'> = (lists, { content }) => ({ ...lists, denyList: content });

function taken<Kind extends ListKind>(
  lists: AccessLists,
  kind: Kind,
  found: UnverifiedList<Kind> | null,
  apply: Apply<Kind>,
): { readonly outcome: ListOutcome; readonly lists: AccessLists } {
  if (found === null) return { outcome: 'refused', lists };
  const { number }: { readonly number: number } = found.content;
  if (number < lists.numbers[kind] || number <= lists.held[kind]) return { outcome: 'known', lists };
  const numbers = { ...lists.numbers, [kind]: number };
  const held = { ...lists.held, [kind]: number };
  return { outcome: 'taken', lists: { ...apply(lists, found), numbers, held } };
}

/** The list, where the signature is good and of the one who may sign this kind; else null. */
function genuine<Kind extends ListKind>(
  kind: Kind,
  signed: Uint8Array,
  lists: AccessLists,
  context: ListContext,
): UnverifiedList<Kind> | null {
  const read = readList(kind, signed);
  if (read === null) return null;
  const key = signerOf(kind, read, lists, context);
  return key !== null && context.verify(key, read.signedBytes, read.signature) ? read : null;
}

function signerOf(
  kind: ListKind,
  { keyId, algorithm }: UnverifiedList<ListKind>,
  lists: AccessLists,
  { root, issuers }: ListContext,
): PublicKey | null {
  if (kind !== 'deny-list') return root?.keyId === keyId && algorithm === 'Ed25519' ? root.key : null;
  return keyOfOperator({ keyId, algorithm }, lists, issuers);
}

/** The key of an issuer that speaks for the operator: it `denies`, and is not revoked; null for any other. */
export function keyOfOperator(
  { keyId, algorithm }: Pick<UnverifiedList<ListKind>, 'keyId' | 'algorithm'>,
  lists: AccessLists,
  configured: readonly Issuer[],
): PublicKey | null {
  const issuer = (lists.issuers ?? configured).find((known) => known.keyId === keyId);
  const speaks = issuer?.denies === true && issuer.algorithm === algorithm;
  return speaks && !lists.revokedKeys.includes(keyId) ? issuer.key : null;
}

function readList<Kind extends ListKind>(kind: Kind, signed: Uint8Array): UnverifiedList<Kind> | null {
  try {
    return decodeList(kind, signed);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}

const issuerOf = (entry: KeySetEntry, { keyIdOf }: Pick<ListContext, 'keyIdOf'>): Issuer => ({
  ...entry,
  keyId: keyIdOf(entry.key),
});
