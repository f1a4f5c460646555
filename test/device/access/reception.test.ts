import { describe, expect, it } from 'vitest';
import type { ByteStreamEvents } from '../../../device/ports.ts';
import { Phone } from '../../../protocol/link/phone.ts';
import { nodeCrypto } from '../../../simulator/phone/node-crypto.ts';
import { type ComeNear, crowds, OpenStreet } from '../../support/crowd.ts';
import { deviceWorld, factsOf, phoneKey, sealingKey, tokenWith } from '../../support/device-world.ts';
import { countingRandom } from '../../support/random.ts';

/** A car in a street, and phones that come near it. */
async function streetWorld() {
  const street = new OpenStreet();
  const world = deviceWorld({ phones: street });
  await world.boot();
  const random = countingRandom();
  const comes = () => {
    const phone: Phone = new Phone({
      token: tokenWith(),
      timers: world.timers,
      write: (bytes) => end.write(bytes),
      carKey: sealingKey.publicKey.x,
      crypto: nodeCrypto(random, phoneKey.sign),
    });
    const end = street.connect({ data: (bytes) => phone.data(bytes), closed: () => phone.closed() });
    return { phone, end };
  };
  const comeNear: ComeNear = async (heard) => street.connect({ data: heard, closed: () => {} });
  return { world, street, comes, comeNear };
}

/** How long it takes a driver who has just come to unlock, in milliseconds. */
async function waited({ world, comes }: Awaited<ReturnType<typeof streetWorld>>): Promise<number> {
  const from = world.elapsed();
  let until = from;
  const opened = comes()
    .phone.request('unlock')
    .then((answer) => {
      until = world.elapsed();
      return answer;
    });
  expect(await world.done(opened)).toMatchObject({ verdict: 'granted' });
  return until - from;
}

describe('a driver who comes to a car is served within a second (clause 6.10)', () => {
  it.each(Object.entries(crowds))('among %s', async (_, crowd) => {
    const street = await streetWorld();
    await crowd(street.comeNear);
    expect(await waited(street)).toBeLessThan(1_000);
  });

  it('among all of that again and again, and no more is written than for a few refusals', async () => {
    const street = await streetWorld();
    for (let times = 0; times < 5; times++)
      for (const crowd of Object.values(crowds)) {
        await crowd(street.comeNear);
        await street.world.pass(0.1);
      }
    expect(await waited(street)).toBeLessThan(1_000);
    const refused = factsOf(await street.world.records(), 'access-decided').filter(
      ({ verdict }) => verdict !== 'granted',
    );
    expect(refused.length).toBeLessThanOrEqual(20);
  });

  it('beside another who asks at the same time: both are answered', async () => {
    const street = await streetWorld();
    const asked = [street.comes(), street.comes()].map(({ phone }) => phone.request('unlock'));
    const answers = await street.world.done(Promise.all(asked));
    expect(answers.map(({ verdict }) => verdict)).toEqual(['granted', 'granted']);
  });

  it('while one whose request is under way is let finish', async () => {
    const street = await streetWorld();
    const { phone } = street.comes();
    const asked = phone.request('unlock');
    await crowds['phones that say nothing']?.(street.comeNear);
    expect(await street.world.done(asked)).toMatchObject({ verdict: 'granted' });
  });
});

describe('where more come than a car talks to, it lets go (D13)', () => {
  const hello = new Uint8Array([0xc0]);
  const arrive = (street: OpenStreet) => {
    let isGone = false;
    const events: ByteStreamEvents = {
      data: () => {},
      closed: () => {
        isGone = true;
      },
    };
    return { ...street.connect(events), isGone: () => isGone };
  };

  it('the one that was silent longest', async () => {
    const { street } = await streetWorld();
    const phones = Array.from({ length: 4 }, () => arrive(street));
    phones[0]?.write(hello);
    arrive(street);
    expect(phones.map(({ isGone }) => isGone())).toEqual([true, false, false, false]);
  });

  it('one without a dialogue before one with', async () => {
    const { street, comes, world } = await streetWorld();
    const { phone } = comes();
    await world.done(phone.request('unlock'));
    const phones = Array.from({ length: 3 }, () => arrive(street));
    arrive(street);
    arrive(street);
    expect(phones.map(({ isGone }) => isGone())).toEqual([true, true, false]);
    expect(await world.done(phone.request('lock'))).toMatchObject({ verdict: 'granted' });
  });
});
