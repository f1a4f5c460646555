import { describe, expect, it } from 'vitest';
import { type AccessLists, judgeList, noListsYet } from '../../../device/access/lists.ts';
import { carId } from '../../../protocol/ids.ts';
import type { CarriedList } from '../../../protocol/lists/list.ts';
import { encodeList } from '../../../protocol/lists/signed-list.ts';
import { ed25519Key } from '../../support/signing-keys.ts';
import { claims, issuer, issuerKey } from './judging.ts';
import {
  denyList,
  entryOf,
  issuedAt,
  keySet,
  listContext,
  newIssuerKey,
  revokedKeys,
  rootKey,
} from './some-lists.ts';

const stranger = ed25519Key(new Uint8Array(32).fill(9));

/** What a car has after these lists, and what it made of the last. */
function having(...lists: readonly CarriedList[]) {
  let step: { outcome: string; lists: AccessLists } = { outcome: 'none', lists: noListsYet };
  for (const list of lists) step = judgeList(step.lists, list, listContext);
  return step;
}

describe('a list (clause 12.1)', () => {
  it('counts where it is signed by whom it must be and newer than the one before', () => {
    const { outcome, lists } = having(
      keySet(3),
      revokedKeys(2, [stranger.keyId]),
      denyList(5, [], newIssuerKey),
    );
    expect(outcome).toBe('taken');
    expect(lists.numbers).toEqual({ 'key-set': 3, 'revoked-keys': 2, 'deny-list': 5 });
    expect(lists.issuers).toMatchObject([{ keyId: newIssuerKey.keyId, denies: true }]);
  });

  it.each([
    ['key-set', keySet(3), keySet(2, [entryOf(stranger)])],
    ['revoked-keys', revokedKeys(3, [stranger.keyId]), revokedKeys(3, [])],
    ['deny-list', denyList(7), denyList(6, [])],
  ])('of the kind %s is never followed by an older one or another of the same number', (_, newer, older) => {
    const before = having(newer).lists;
    expect(judgeList(before, older, listContext)).toEqual({ outcome: 'known', lists: before });
  });

  it('is not taken below a number that the car remembers without its list, but at that number', () => {
    const numbers = { ...noListsYet.numbers, 'deny-list': 9 };
    const remembered = { ...noListsYet, numbers };
    expect(judgeList(remembered, denyList(8), listContext).outcome).toBe('known');
    const again = judgeList(remembered, denyList(9), listContext);
    expect([again.outcome, again.lists.held['deny-list']]).toEqual(['taken', 9]);
    expect(judgeList(again.lists, denyList(9), listContext).outcome).toBe('known');
    expect(judgeList(remembered, denyList(10), listContext).outcome).toBe('taken');
  });

  it.each([
    ['a key set by an issuer', keySet(1, undefined, issuerKey)],
    ['a key set by a stranger', keySet(1, undefined, stranger)],
    ['revoked keys by an issuer', revokedKeys(1, [], issuerKey)],
    ['a deny-list by a stranger', denyList(1, [], stranger)],
    ['a deny-list by the root key', denyList(1, [], rootKey)],
    ['a deny-list of another car', denyList(1, [], issuerKey, carId('car-2'))],
    ['a deny-list that is called a key set', { ...denyList(1), list: 'key-set' as const }],
    ['bytes', { list: 'deny-list' as const, signed: Uint8Array.of(1, 2, 3) }],
  ])('is refused: %s', (_, list) => {
    expect(having(list)).toEqual({ outcome: 'refused', lists: noListsYet });
  });

  it('with any one bit changed is refused', () => {
    const { list, signed } = keySet(1);
    for (let bit = 0; bit < 8 * signed.length; bit++) {
      const changed = Uint8Array.from(signed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(having({ list, signed: changed }).outcome).toBe('refused');
    }
  });

  it('by an issuer that may not deny, or whose key is revoked, denies nothing', () => {
    const timid = { ...listContext, issuers: [{ ...issuer, denies: false }] };
    expect(judgeList(noListsYet, denyList(1), timid).outcome).toBe('refused');
    expect(having(revokedKeys(1, [issuer.keyId]), denyList(1)).outcome).toBe('refused');
    expect(having(keySet(1), denyList(1)).outcome).toBe('refused');
  });

  it('of keys is refused by a car that knows no root', () => {
    expect(judgeList(noListsYet, keySet(1), { ...listContext, root: null }).outcome).toBe('refused');
  });

  it('of 100 denied tokens is below 1 kB', () => {
    const denied = Array.from({ length: 100 }, (_, at) => at.toString(16).padStart(16, '0'));
    const { length } = encodeList(
      'deny-list',
      { car: claims.audience, number: 60_000, issuedAt, denied },
      issuerKey,
    );
    expect(length).toBeLessThan(1_000);
  });
});
