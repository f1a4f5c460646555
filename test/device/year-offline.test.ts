import { describe, expect, it } from 'vitest';
import { reservationId, tokenId } from '../../protocol/ids.ts';
import { epochSeconds, toEpochSeconds } from '../../protocol/units.ts';
import { car, type DeviceWorld, deviceWorld, factsOf, tokenWith } from '../support/device-world.ts';
import { issuerKey } from './access/judging.ts';
import { denyList, entryOf, keySet, newIssuerKey, rootKey } from './access/some-lists.ts';

const year = 365 * 86_400;
const aDay = { longestLifeSeconds: 86_400 };
const root = { root: rootKey.publicKey.x };

/** A car that was opened once, and was then without power, coverage and satellites for a year. */
async function awayForAYear(clock: 'right' | 'empty battery'): Promise<DeviceWorld> {
  const world = deviceWorld({ config: root });
  await world.boot();
  await world.ask('unlock');
  await world.ask('end');
  await world.stop();
  await world.pass(year);
  if (clock === 'empty battery')
    world.machine.setError({ offsetMilliseconds: -world.trueTime(), driftPpm: 0 });
  await world.boot();
  return world;
}

/** A token of today for the next rental. */
function todays(world: DeviceWorld, { signer = issuerKey, denyListNumber = 0 } = {}): Uint8Array {
  const now = toEpochSeconds(world.trueTime());
  const rights = {
    reservation: reservationId('d1d2d3d4d5d6d7d8'),
    latestReturnAt: epochSeconds(now + 3_600),
    denyListNumber,
  };
  return tokenWith({ tokenId: tokenId('e1e2e3e4e5e6e7e8'), rights }, now, signer);
}

describe('a car that was offline for a year (D7, D8)', () => {
  it('opens by a new token of the issuer that it knows', async () => {
    const world = await awayForAYear('right');
    expect(await world.ask('unlock', todays(world))).toMatchObject({ verdict: 'granted' });
    expect(await world.ask('end', todays(world))).toMatchObject({ verdict: 'granted' });
  });

  it('with a clock that stood still opens twice by one token, and no more', async () => {
    const world = await awayForAYear('empty battery');
    const token = todays(world);
    const verdicts = [];
    for (let times = 0; times < 3; times++) verdicts.push((await world.ask('unlock', token)).verdict);
    expect(verdicts).toEqual(['granted', 'granted', 'uses-exhausted']);
    expect(await world.ask('end', token)).toMatchObject({ verdict: 'granted' });
  });

  it('takes no token of before that year again, whatever its clock shows', async () => {
    const world = await awayForAYear('empty battery');
    await world.ask('unlock', todays(world));
    expect(await world.ask('unlock')).toMatchObject({ verdict: 'expired' });
  });

  it('takes tokens of an issuer that has come since, once a phone brings the key set', async () => {
    const world = await awayForAYear('right');
    const token = todays(world, { signer: newIssuerKey });
    expect(await world.ask('unlock', token)).toMatchObject({ verdict: 'unknown-issuer' });
    const lists = [keySet(3, [entryOf(newIssuerKey, aDay)])];
    expect(await world.ask('unlock', token, { lists })).toMatchObject({ verdict: 'granted' });
  });

  it('asks for the deny-list that its token names, and opens when the phone has brought it', async () => {
    const world = await awayForAYear('right');
    const token = todays(world, { denyListNumber: 17 });
    expect(await world.ask('unlock', token)).toMatchObject({ verdict: 'list-needed' });
    const lists = [
      keySet(3, [entryOf(newIssuerKey, aDay), entryOf(issuerKey, aDay)]),
      denyList(17, [], issuerKey, car),
    ];
    expect(await world.ask('unlock', token, { lists })).toMatchObject({ verdict: 'granted' });
    expect(factsOf(await world.records(), 'list-taken')).toHaveLength(2);
  });
});
