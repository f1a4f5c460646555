import { toHex } from '../../protocol/codec/bytes.ts';
import { sealBytes } from '../../protocol/messages/record.ts';
import type { VerifyCar } from '../../protocol/token/signed.ts';
import type { Entry } from './entry.ts';

/** Whether the car has signed this record of a message. */
export type IsSignedWord = (entry: { readonly link: Uint8Array }) => boolean;

/** In an unbroken chain one good signature covers all before it; a message full of bad ones is not to cost much. */
const mostVerified = 4;

/**
 * Records of one message that the car has signed, alone or by a later one of the same chain in that message (3.8).
 * Signatures are looked at when it is first asked.
 */
export function signedWordsOf(entries: readonly Entry[], verify: VerifyCar): IsSignedWord {
  let links: ReadonlySet<string> | undefined;
  return ({ link }) => {
    links ??= signedLinks(entries, verify);
    return links.has(toHex(link));
  };
}

function signedLinks(entries: readonly Entry[], verify: VerifyCar): ReadonlySet<string> {
  const links = new Set<string>();
  let verified = 0;
  for (const entry of entries.toReversed()) {
    if (entry.kind !== 'record') continue;
    const { link, header, signature } = entry;
    const isCovered = links.has(toHex(link));
    if (!isCovered && (signature === null || verified++ >= mostVerified)) continue;
    if (!isCovered && signature !== null && !verify(sealBytes(link), signature)) continue;
    links.add(toHex(link)).add(toHex(header.link));
  }
  return links;
}
