import { expect, test } from 'vitest';
import { carId, issuerId } from '../../protocol/ids.ts';
import type { Verdict } from '../../protocol/messages/words.ts';
import { epochSeconds } from '../../protocol/units.ts';
import { hour, key, loneCar, now, phone, tokenOf } from './lone-car.ts';

const stranger = key(9);
const ago = (hours: number) => epochSeconds(now - hours * hour);

const refused: readonly (readonly [string, Verdict, Uint8Array, typeof phone])[] = [
  ['expired', 'expired', tokenOf({ notBefore: ago(3), issuedAt: ago(3), expiresAt: ago(1) }), phone],
  ['not yet valid', 'not-yet-valid', tokenOf({ notBefore: ago(-1) }), phone],
  ['for another car', 'wrong-car', tokenOf({ audience: carId('car-0008') }), phone],
  ["with another phone's proof", 'proof-invalid', tokenOf(), stranger],
  ['by an unknown issuer', 'unknown-issuer', tokenOf({}, stranger), phone],
  [
    "by one who takes the issuer's name for another key",
    'unknown-issuer',
    tokenOf({ issuer: issuerId('other') }),
    phone,
  ],
];

test.each(refused)(
  'a token %s is refused as %s, with a record of it, and no relay moves (promise 1)',
  async (_, verdict, token, signer) => {
    const { dial, decisions, relays, unit } = await loneCar();
    const caller = dial();
    await caller.hello();
    expect(await caller.ask(token, signer)).toBe(verdict);
    expect(decisions().map((decision) => decision.verdict)).toEqual([verdict]);
    expect([relays, unit.car.now().doorsLocked]).toEqual([[], true]);
  },
);

test('a proof that has been used is refused as replayed, and no relay moves for it (7.8)', async () => {
  const { dial, decisions, relays, unit } = await loneCar();
  const caller = dial();
  await caller.hello();
  const usedUp = caller.nonce;
  expect(await caller.ask(tokenOf())).toBe('granted');
  expect(await caller.ask(tokenOf(), phone, undefined, 'lock')).toBe('granted');
  const told = relays.length;
  expect(await caller.ask(tokenOf(), phone, usedUp)).toBe('replayed');
  expect(decisions().map(({ verdict }) => verdict)).toEqual(['granted', 'granted', 'replayed']);
  expect([relays.length, unit.car.now().doorsLocked]).toEqual([told, true]);
});

test('on another connection a nonce of an earlier one proves nothing (7.8)', async () => {
  const { dial, relays, unit } = await loneCar();
  const first = dial();
  await first.hello();
  const second = dial();
  await second.hello();
  expect(['replayed', 'proof-invalid']).toContain(await second.ask(tokenOf(), phone, first.nonce));
  expect([relays, unit.car.now().doorsLocked]).toEqual([[], true]);
});

test('a token with any one bit changed is refused, each time with a record of its reason, and no relay moves', async () => {
  const { dial, decisions, relays, unit, pass } = await loneCar();
  const token = tokenOf();
  const verdicts: Verdict[] = [];
  let caller = dial();
  for (let bit = 0; bit < 8 * token.length; bit++) {
    if (bit % refusalsOfAConnection === 0) {
      caller.close();
      await pass(untilRefusalsAreWrittenAgain);
      caller = dial();
      await caller.hello();
    }
    const changed = Uint8Array.from(token);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    verdicts.push(await caller.ask(changed));
  }
  expect(new Set(verdicts)).toEqual(new Set(['malformed', 'unknown-issuer', 'signature-invalid']));
  expect(decisions().map(({ verdict }) => verdict)).toEqual(verdicts);
  expect([relays, unit.car.now().doorsLocked]).toEqual([[], true]);

  caller.close();
  const owner = dial();
  await owner.hello();
  expect(await owner.ask(token)).toBe('granted');
  expect(unit.car.now().doorsLocked).toBe(false);
}, 120_000);

/** The car closes a connection after eight (6.10). */
const refusalsOfAConnection = 8;
/** Within ten minutes only twenty are written one by one; the others are counted. */
const untilRefusalsAreWrittenAgain = 601;
