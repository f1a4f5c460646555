import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenId } from '../../../protocol/ids.ts';
import { encodeToken } from '../../../protocol/token/token.ts';
import { HostileAir, type Place, places, reflected } from '../../support/hostile-air.ts';
import { claims, ellipticPhoneKey, issuer, issuerKey, phoneKey } from './judging.ts';

const { denyListNumber: _, ...unlisted } = claims.rights;

/** Two phones with a right to the same reservation. */
const rights = [phoneKey, ellipticPhoneKey].map((phone, at) => ({
  phone,
  token: encodeToken(
    { ...claims, rights: unlisted, confirmation: phone.publicKey, tokenId: tokenId(String(at).repeat(16)) },
    issuerKey,
  ),
}));

type Alteration = 'none' | 'one-bit' | 'reflected' | 'cut';

/** A word passes between a phone and the car, or the attacker says something that was said, as it was or altered. */
type Step =
  | { readonly kind: 'passes'; readonly phone: number }
  | { readonly kind: 'attack'; readonly which: number; readonly to: Place; readonly alteration: Alteration };

function altered(message: Uint8Array, alteration: Alteration): Uint8Array {
  switch (alteration) {
    case 'none':
      return message;
    case 'one-bit':
      return message.with(message.length >> 1, (message[message.length >> 1] ?? 0) ^ 1);
    case 'reflected':
      return reflected(message);
    case 'cut':
      return message.slice(0, -1);
  }
}

async function take(air: HostileAir, step: Step): Promise<void> {
  if (step.kind === 'passes') return air.pass(step.phone);
  const { message } = air.heard[step.which % air.heard.length] ?? { message: new Uint8Array() };
  return air.say(step.to, altered(message, step.alteration));
}

/** Each phone has asked once: so the car opens for it once at most, and it is told so only where it did. */
async function played(steps: readonly Step[]): Promise<HostileAir> {
  const air = new HostileAir(issuer, rights);
  await air.settled();
  for (const step of steps) await take(air, step);
  const grants = await air.grants();
  expect(Math.max(...grants)).toBeLessThanOrEqual(1);
  expect(air.unlocks).toBe(grants.reduce((sum, count) => sum + count));
  for (const [phone, outcome] of air.outcomes.entries())
    if (outcome === 'granted') expect(grants[phone]).toBe(1);
  return air;
}

const passes = (phone: number): Step => ({ kind: 'passes', phone });

/** All orders in which the words of two phones can pass, four of each. */
function orders(first: number, second: number): Step[][] {
  if (first === 0 && second === 0) return [[]];
  return [
    ...(first === 0 ? [] : orders(first - 1, second).map((rest) => [passes(0), ...rest])),
    ...(second === 0 ? [] : orders(first, second - 1).map((rest) => [passes(1), ...rest])),
  ];
}

const alterations: readonly Alteration[] = ['none', 'one-bit', 'reflected', 'cut'];
const attacks = fc.record({
  kind: fc.constant('attack' as const),
  which: fc.nat(11),
  to: fc.constantFrom(...places),
  alteration: fc.constantFrom(...alterations),
});

describe('two phones, a car, and an attacker between them, up to eight messages', () => {
  it('all seventy orders of the words of two phones: each opens the car once', async () => {
    const all = orders(4, 4);
    expect(all).toHaveLength(70);
    for (const steps of all) {
      const air = await played(steps);
      expect(air.outcomes).toEqual(['granted', 'granted']);
      expect(air.unlocks).toBe(2);
    }
  });

  it('one word of the attacker at any place of a dialogue: any that was said, to anybody, as it was or altered', async () => {
    for (let before = 0; before <= 4; before++)
      for (let which = 0; which <= before; which++)
        for (const to of ['car-0', 'car-1', 'phone-0'] as const)
          for (const alteration of ['none', 'one-bit', 'reflected'] as const) {
            const attack: Step = { kind: 'attack', which, to, alteration };
            const honest = (count: number) => Array.from({ length: count }, () => passes(0));
            await played([...honest(before), attack, ...honest(4 - before)]);
          }
  });

  it('any eight, most of them the attacker’s', async () => {
    const steps = fc.array(
      fc.oneof({ weight: 3, arbitrary: attacks }, { weight: 2, arbitrary: fc.nat(1).map(passes) }),
      { minLength: 4, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (each) => void (await played(each))),
      { numRuns: 150 },
    );
  });
});
