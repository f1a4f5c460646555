import { describe, expect, it } from 'vitest';
import { commandId } from '../../protocol/ids.ts';
import type { Command } from '../../protocol/messages/command.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import { shifted } from '../../protocol/units.ts';
import { accessBench } from './access-bench.ts';

type Bench = ReturnType<typeof accessBench>;

/** A command issued now, good for 30 s. */
const commandAt = ({ clock }: Bench, action: Command['action'], change: Partial<Command> = {}): Command => ({
  command: commandId('0011223344556677'),
  action,
  issuedAt: clock.wall(),
  expiresAt: shifted(clock.wall(), 30_000),
  ...change,
});

async function outcomes(bench: Bench): Promise<FactOf<'command-done'>['outcome'][]> {
  await bench.advance(6_000);
  const facts = await bench.facts();
  return facts.filter((fact) => fact.kind === 'command-done').map(({ outcome }) => outcome);
}

describe('a command from the gateway (clause 5.2)', () => {
  it.each([
    ['unlock', ['release', 'unlock']],
    ['lock', ['lock']],
    ['immobilise', ['immobilise']],
    ['release', ['release']],
  ] as const)('%s is done, with a record', async (action, relays) => {
    const bench = accessBench();
    bench.remoteControl.take(commandAt(bench, action));
    expect(await outcomes(bench)).toEqual(['done']);
    expect(bench.commands()).toEqual(relays);
  });

  it('end closes the rental as a phone would, last odometer reading and all', async () => {
    const bench = accessBench();
    await bench.ask('unlock');
    bench.remoteControl.take(commandAt(bench, 'end'));
    expect(await outcomes(bench)).toEqual(['done']);
    expect(bench.odometerPolls()).toBe(1);
    expect(bench.recorder.state.rental).toEqual({ kind: 'none' });
    expect(bench.commands().slice(2)).toEqual(['lock', 'immobilise']);
  });

  it('end is refused without a rental, or with the checklist incomplete', async () => {
    const bench = accessBench();
    bench.remoteControl.take(commandAt(bench, 'end'));
    expect(await outcomes(bench)).toEqual(['refused']);
    await bench.ask('unlock');
    bench.set({ fuelCardInHolder: false });
    bench.remoteControl.take(commandAt(bench, 'end', { command: commandId('8899aabbccddeeff') }));
    expect(await outcomes(bench)).toEqual(['refused', 'refused']);
    expect(bench.recorder.state.rental.kind).toBe('open');
  });

  it.each(['lock', 'immobilise'] as const)('%s is refused with the ignition on', async (action) => {
    const bench = accessBench();
    bench.set({ ignitionOn: true });
    bench.remoteControl.take(commandAt(bench, action));
    expect(await outcomes(bench)).toEqual(['refused']);
    expect(bench.relays).toEqual([]);
  });

  it.each(['moving', 'unknown'] as const)(
    'immobilise and end are refused while the car is %s, the ignition off as it may seem',
    async (motion) => {
      const bench = accessBench();
      await bench.ask('unlock');
      bench.seemTo(motion);
      bench.remoteControl.take(commandAt(bench, 'immobilise'));
      bench.remoteControl.take(commandAt(bench, 'end', { command: commandId('8899aabbccddeeff') }));
      expect(await outcomes(bench)).toEqual(['refused', 'refused']);
      expect(bench.commands()).toEqual(['release', 'unlock']);
      expect(bench.recorder.state.rental.kind).toBe('open');
    },
  );

  it('nothing immobilises a car that moves, a driver’s end neither', async () => {
    const bench = accessBench();
    await bench.ask('unlock');
    bench.seemTo('moving');
    expect(await bench.ask('end')).toMatchObject({ verdict: 'granted' });
    expect(bench.commands()).toEqual(['release', 'unlock', 'lock']);
  });

  it('moves nothing while the I/O board cannot say whether the ignition is on', async () => {
    const bench = accessBench();
    bench.loseBoard();
    bench.remoteControl.take(commandAt(bench, 'immobilise'));
    expect(await outcomes(bench)).toEqual(['not-confirmed']);
    expect(bench.relays).toEqual([]);
  });

  it('acts at most once, however often it comes', async () => {
    const bench = accessBench();
    const command = commandAt(bench, 'unlock');
    for (let count = 0; count < 3; count++) bench.remoteControl.take(command);
    expect(await outcomes(bench)).toEqual(['done']);
    bench.remoteControl.take(command);
    expect(await outcomes(bench)).toEqual(['done']);
    expect(bench.commands()).toEqual(['release', 'unlock']);
  });

  it.each([
    ['at its end', 30_000],
    ['before it was issued', -1],
  ])('%s is expired, and nothing moves', async (_, late) => {
    const bench = accessBench();
    const issuedAt = shifted(bench.clock.wall(), -late);
    bench.remoteControl.take(commandAt(bench, 'unlock', { issuedAt, expiresAt: shifted(issuedAt, 30_000) }));
    expect(await outcomes(bench)).toEqual(['expired']);
    expect(bench.relays).toEqual([]);
  });

  it.each(['none', 'token'] as const)('is expired while the clock is %s', async (quality) => {
    const bench = accessBench({ quality });
    bench.remoteControl.take(commandAt(bench, 'unlock'));
    expect(await outcomes(bench)).toEqual(['expired']);
  });

  it('is not confirmed where the doors do not obey, or the I/O board is not reached', async () => {
    const stuck = accessBench();
    stuck.stick();
    stuck.remoteControl.take(commandAt(stuck, 'unlock'));
    expect(await outcomes(stuck)).toEqual(['not-confirmed']);
    const lost = accessBench();
    lost.loseBoard();
    lost.remoteControl.take(commandAt(lost, 'release'));
    expect(await outcomes(lost)).toEqual(['not-confirmed']);
  });

  it('issued before the unit started is expired: before a power cut it may have acted without a record', async () => {
    const bench = accessBench();
    const issuedAt = shifted(bench.clock.wall(), -1);
    await bench.advance(5_000);
    bench.remoteControl.take(commandAt(bench, 'unlock', { issuedAt, expiresAt: shifted(issuedAt, 30_000) }));
    expect(await outcomes(bench)).toEqual(['expired']);
    expect(bench.relays).toEqual([]);
  });

  it('waits with at most seven others; more are refused, with a record each, for good (D13)', async () => {
    const bench = accessBench();
    const commands = Array.from({ length: 12 }, (_, count) =>
      commandAt(bench, 'release', { command: commandId(`00000000000000${String(count).padStart(2, '0')}`) }),
    );
    for (const command of [...commands, ...commands.slice(8)]) bench.remoteControl.take(command);
    const expected = [...Array(4).fill('refused'), ...Array(8).fill('done')];
    expect(await outcomes(bench)).toEqual(expected);
    for (const command of commands) bench.remoteControl.take(command);
    expect(await outcomes(bench)).toEqual(expected);
  });
});
