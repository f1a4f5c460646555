import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reservationId, tokenId } from '../../protocol/ids.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import { binding, claims, ground, nonce, requestFor, tokenOf } from './access/judging.ts';
import { accessBench } from './access-bench.ts';

const kinds = (facts: readonly Fact[]) => facts.map(({ kind }) => kind);
const verdicts = (facts: readonly Fact[]) =>
  facts.filter((fact) => fact.kind === 'access-decided').map(({ verdict }) => verdict);

/** A token of another reservation. */
const othersToken = () =>
  tokenOf({
    tokenId: tokenId('eeeeeeeeeeeeeeee'),
    rights: { ...claims.rights, reservation: reservationId('eeeeeeeeeeeeeeee') },
  });

describe('a phone with a valid token (D15)', () => {
  it('opens the rental and the car, and is told so', async () => {
    const bench = accessBench();
    expect(await bench.ask('unlock')).toMatchObject({
      verdict: 'granted',
      doorsLocked: false,
      rental: claims.rights.reservation,
      odometerMetres: 100_000,
    });
    expect(bench.commands()).toEqual(['release', 'unlock']);
    expect(kinds(await bench.facts())).toEqual([
      'custody-changed',
      'custody-changed',
      'lock-changed',
      'access-decided',
      'rental-opened',
      'lock-changed',
    ]);
  });

  it('locks and unlocks it again within the one rental', async () => {
    const bench = accessBench();
    await bench.ask('unlock');
    expect(await bench.ask('lock')).toMatchObject({ verdict: 'granted', doorsLocked: true });
    expect(await bench.ask('unlock')).toMatchObject({ verdict: 'granted' });
    expect(kinds(await bench.facts()).filter((kind) => kind.startsWith('rental'))).toEqual(['rental-opened']);
  });

  it('is told what is missing at the end, and nothing moves', async () => {
    const bench = accessBench();
    await bench.ask('unlock');
    bench.set({ keyInHolder: false, doorsClosed: false });
    const before = bench.relays.length;
    expect(await bench.ask('end')).toMatchObject({
      verdict: 'checklist-incomplete',
      missing: ['doors', 'key'],
    });
    expect(bench.relays).toHaveLength(before);
  });

  it("asks for the status without a rental, and gets nobody else's", async () => {
    const bench = accessBench();
    await bench.ask('unlock', othersToken());
    const answer = await bench.ask('status');
    expect(answer).toMatchObject({ verdict: 'granted', doorsLocked: false });
    expect(answer).not.toHaveProperty('rental');
    expect(answer).not.toHaveProperty('openedAt');
  });

  it('takes a parked car over from a rental that was not ended, which is closed first', async () => {
    const bench = accessBench();
    await bench.ask('unlock', othersToken());
    expect(await bench.ask('unlock')).toMatchObject({ verdict: 'car-in-use' });
    bench.set({ doorsLocked: true });
    expect(await bench.ask('unlock')).toMatchObject({ verdict: 'granted' });
    const facts = await bench.facts();
    const rentals = facts.filter(({ kind }) => kind === 'rental-opened' || kind === 'rental-closed');
    expect(rentals).toMatchObject([
      { kind: 'rental-opened', reservation: 'eeeeeeeeeeeeeeee' },
      { kind: 'rental-closed', reservation: 'eeeeeeeeeeeeeeee', cause: 'superseded' },
      { kind: 'rental-opened', reservation: claims.rights.reservation },
    ]);
  });
});

describe('the end of a rental (D15)', () => {
  it('locks, waits for the last odometer reading, closes as of the lock, and immobilises', async () => {
    const bench = accessBench();
    await bench.ask('unlock');
    bench.odometerAnswersAfter(1_500);
    const before = bench.clock.elapsed();
    expect(await bench.ask('end')).toMatchObject({ verdict: 'granted', doorsLocked: true });
    expect(bench.commands()).toEqual(['release', 'unlock', 'lock', 'immobilise']);
    const [lock, immobilise] = bench.relays.slice(2);
    expect(bench.odometerPolls()).toBe(1);
    expect((immobilise?.at ?? 0) - (lock?.at ?? 0)).toBeGreaterThanOrEqual(1_500);
    const closed = (await bench.facts()).find(({ kind }) => kind === 'rental-closed');
    const wallBefore = bench.clock.wall() - bench.clock.elapsed() + before;
    expect(closed).toMatchObject({ cause: 'ended' });
    expect(closed?.kind === 'rental-closed' && closed.returnedAt - wallBefore).toBeLessThan(1_000);
  });

  it('waits for the odometer no longer than 2 s', async () => {
    const bench = accessBench();
    await bench.ask('unlock');
    bench.odometerAnswersAfter(3_600_000);
    const before = bench.clock.elapsed();
    expect(await bench.ask('end')).toMatchObject({ verdict: 'granted' });
    expect(bench.clock.elapsed() - before).toBeLessThan(3_000);
  });

  it('is refused where the key is taken out before the lock closes', async () => {
    const bench = accessBench();
    await bench.ask('unlock');
    const end = bench.gatekeeper.decide(
      { type: 'request', ...requestFor(tokenOf(), { action: 'end' }) },
      ground,
    );
    await bench.advance(1);
    bench.set({ keyInHolder: false });
    expect(await bench.done(end)).toMatchObject({ verdict: 'checklist-incomplete', missing: ['key'] });
    expect(kinds(await bench.facts())).not.toContain('rental-closed');
    expect(bench.recorder.state.rental.kind).toBe('open');
  });

  it('ends for good: the token opens no more', async () => {
    const bench = accessBench();
    await bench.ask('unlock');
    await bench.ask('end');
    expect(await bench.ask('unlock')).toMatchObject({ verdict: 'rental-ended' });
  });
});

describe('the decision record before the relay (D6)', () => {
  it('is on disk, with the rental, before any relay moves', async () => {
    const bench = accessBench({ latency: 20 });
    await bench.ask('status');
    await bench.ask('unlock');
    const facts = await bench.facts();
    const decided = facts.findIndex(({ kind }) => kind === 'rental-opened') + 1;
    expect(bench.relays[0]?.syncedSeq).toBeGreaterThanOrEqual(decided);
  });

  it('is waited for 100 ms at most: then the car opens, and raises storage-fault', async () => {
    const bench = accessBench();
    await bench.ask('status');
    bench.disk.condition = 'slow';
    const before = bench.clock.elapsed();
    const answer = bench.gatekeeper.decide({ type: 'request', ...requestFor(tokenOf()) }, ground);
    await bench.advance(99);
    expect(bench.relays).toEqual([]);
    await bench.advance(2);
    expect(bench.commands()).toEqual(['release', 'unlock']);
    expect((bench.relays[0]?.at ?? 0) - before).toBe(100);
    await bench.advance(300);
    expect(await answer).toMatchObject({ verdict: 'granted' });
    bench.disk.condition = 'healthy';
    await bench.advance(200_000);
    expect(await bench.facts()).toContainEqual({ kind: 'alarm', alarm: 'storage-fault', raised: true });
  });

  it('on a disk that fails does not keep the driver out', async () => {
    const bench = accessBench();
    bench.disk.condition = 'failing';
    expect(await bench.ask('unlock')).toMatchObject({ verdict: 'granted' });
  });
});

describe('doors that do not obey', () => {
  it('not-confirmed: not read back within 3 s, with a record', async () => {
    const bench = accessBench();
    bench.stick();
    const answer = await bench.ask('unlock');
    expect(answer).toMatchObject({ verdict: 'not-confirmed' });
    expect(answer).not.toHaveProperty('doorsLocked');
    expect(verdicts(await bench.facts())).toEqual(['granted', 'not-confirmed']);
  });

  it('not-confirmed where the I/O board is not reached, with a record', async () => {
    const bench = accessBench();
    bench.loseBoard();
    expect(await bench.ask('unlock')).toMatchObject({ verdict: 'not-confirmed' });
    expect(verdicts(await bench.facts())).toEqual(['not-confirmed']);
  });

  it('leave the rental open where its end is not confirmed', async () => {
    const bench = accessBench();
    await bench.ask('unlock');
    bench.stick();
    expect(await bench.ask('end')).toMatchObject({ verdict: 'not-confirmed' });
    expect(bench.recorder.state.rental.kind).toBe('open');
  });
});

describe('requests at the same time', () => {
  it('take turns: a second phone waits until the doors stand still', async () => {
    const bench = accessBench();
    const both = [tokenOf(), othersToken()].map((token) =>
      bench.gatekeeper.decide({ type: 'request', ...requestFor(token) }, ground),
    );
    const [first, second] = await bench.done(Promise.all(both));
    expect([first?.verdict, second?.verdict]).toEqual(['granted', 'car-in-use']);
  });
});

describe('whatever is refused (promise 1)', () => {
  it('moves no relay, and leaves its reason as a record', async () => {
    const bench = accessBench();
    const cases = [
      [requestFor(tokenOf({ scope: ['lock'] })), 'not-in-scope'],
      [requestFor(tokenOf(), { over: new Uint8Array(16).fill(1) }), 'proof-invalid'],
      [requestFor(tokenOf(), { over: nonce, action: 'lock' }), 'no-rental'],
    ] as const;
    for (const [request] of cases)
      await bench.done(bench.gatekeeper.decide({ type: 'request', ...request }, ground));
    expect(bench.relays).toEqual([]);
    expect(verdicts(await bench.facts())).toEqual(cases.map(([, verdict]) => verdict));
  });

  it('a proof that was good once is a replay', async () => {
    const bench = accessBench();
    const request = { type: 'request', ...requestFor(tokenOf()) } as const;
    await bench.done(bench.gatekeeper.decide(request, ground));
    const again = await bench.done(
      bench.gatekeeper.decide(request, { nonce: new Uint8Array(16).fill(9), binding }),
    );
    expect(again).toMatchObject({ verdict: 'replayed' });
    expect(bench.commands()).toEqual(['release', 'unlock']);
  });

  it('is most of what random changes make of a token: no relay ever moves', async () => {
    const good = requestFor(tokenOf());
    const change = fc.record({
      part: fc.constantFrom('token', 'proof', 'nonce'),
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const parts = {
          token: Uint8Array.from(good.token),
          proof: Uint8Array.from(good.proof),
          nonce: Uint8Array.from(nonce),
        };
        for (const { part, at, by } of changes) {
          const index = at % parts[part].length;
          parts[part][index] = (parts[part][index] ?? 0) ^ by;
        }
        fc.pre(
          [parts.token, parts.proof, parts.nonce].some(
            (bytes, at) => !same(bytes, [good.token, good.proof, nonce][at]),
          ),
        );
        const bench = accessBench();
        const { token, proof } = parts;
        const request = { type: 'request', action: 'unlock', token, proof } as const;
        const answer = await bench.done(bench.gatekeeper.decide(request, { nonce: parts.nonce, binding }));
        expect(answer.verdict).not.toBe('granted');
        expect(bench.relays).toEqual([]);
        expect(verdicts(await bench.facts())).toEqual([answer.verdict]);
      }),
      { numRuns: 200 },
    );
  });

  it('in a flood is counted: 20 records, then one for all the rest after ten minutes (D13)', async () => {
    const bench = accessBench();
    for (let count = 0; count < 50; count++) await bench.ask('unlock', tokenOf({ scope: ['lock'] }));
    expect(verdicts(await bench.facts())).toHaveLength(20);
    expect(await bench.ask('unlock')).toMatchObject({ verdict: 'granted' });
    await bench.advance(600_000);
    const decisions = (await bench.facts()).filter(({ kind }) => kind === 'access-decided');
    expect(decisions.slice(20)).toMatchObject([
      { verdict: 'granted' },
      { verdict: 'too-many-attempts', count: 30 },
    ]);
  });

  it('and only counted is told at the latest when the unit stops', async () => {
    const bench = accessBench();
    for (let count = 0; count < 21; count++) await bench.ask('unlock', tokenOf({ scope: ['lock'] }));
    bench.decisions.stop();
    await bench.advance(1_000);
    expect((await bench.facts()).at(-1)).toMatchObject({ verdict: 'too-many-attempts', count: 1 });
    expect(bench.pending()).toBe(0);
  });
});

const same = (left: Uint8Array, right: Uint8Array | undefined): boolean =>
  right !== undefined && Buffer.compare(left, right) === 0;
