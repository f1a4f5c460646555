import { describe, expect, it } from 'vitest';
import { commandId } from '../../../protocol/ids.ts';
import { encodeCommand } from '../../../protocol/messages/command.ts';
import { encodeReceipt } from '../../../protocol/messages/receipt.ts';
import { decodeSampleBatch } from '../../../protocol/messages/sample.ts';
import { decodeStatus } from '../../../protocol/messages/status.ts';
import { encodeAuthenticated } from '../../../protocol/token/authenticated.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { hmacWith, sha256 } from '../../support/signing-keys.ts';
import { car, currentId, gatewayKey, oldId, ScriptedJournal, uplinkBench } from './uplink-bench.ts';

const current = (last: number) => new ScriptedJournal(currentId, last);
const sample = {
  wallTime: epochMilliseconds(1),
  clockQuality: 'gnss',
  odometerMetres: metres(1),
  odometerSource: 'pid-a6',
} as const;

describe('a connection to the broker (clauses 2, 5.1)', () => {
  it('subscribes, says online for all to keep, and leaves a last will', async () => {
    const bench = uplinkBench([current(0)]);
    await bench.start();
    expect(bench.subscribed).toEqual([
      topicOf(car, 'receipts'),
      topicOf(car, 'commands'),
      topicOf(car, 'lists'),
    ]);
    const [status] = bench.on('status');
    expect(status?.retain).toBe(true);
    expect(decodeStatus(status?.payload ?? new Uint8Array())).toMatchObject({ state: 'online' });
    expect(decodeStatus(bench.wills[0]?.payload ?? new Uint8Array())).toEqual({ state: 'offline' });
  });

  it('is tried again after a pause, however it failed', async () => {
    const bench = uplinkBench([current(3)]);
    bench.loseCoverage();
    await bench.start();
    bench.loseCoverage(false);
    expect(bench.sessions).toHaveLength(0);
    await bench.advance(2_000);
    expect(bench.batches()).toEqual(['aa 1-3']);
    bench.sessions[0]?.closed('gone', false);
    await bench.advance(1_000);
    expect(bench.sessions).toHaveLength(2);
    expect(bench.batches()).toEqual(['aa 1-3', 'aa 1-3']);
  });

  it('that has followed another does not hear what the other still says', async () => {
    const bench = uplinkBench([current(3)]);
    await bench.start();
    bench.sessions[0]?.closed('gone', false);
    await bench.advance(1_000);
    bench.sessions[0]?.closed('gone, again', false);
    await bench.advance(10_000);
    expect(bench.sessions).toHaveLength(2);
  });

  it('says offline at the end, and closes; also where nobody acknowledges it', async () => {
    const bench = uplinkBench([current(0)]);
    await bench.start();
    bench.holdPubacks();
    const stopped = bench.uplink.stop();
    await bench.advance(2_000);
    bench.on('status').at(-1)?.puback();
    await stopped;
    expect(decodeStatus(bench.on('status').at(-1)?.payload ?? new Uint8Array())).toEqual({
      state: 'offline',
    });
    expect(bench.closed).toEqual([0]);
    expect(bench.pending()).toBe(0);
  });
});

describe('records on their way (D3)', () => {
  it('go in batches of 50, four at once until the broker has taken one', async () => {
    const bench = uplinkBench([current(251)]);
    bench.holdPubacks();
    bench.uplink.start();
    await bench.advance(0);
    bench.on('status')[0]?.puback();
    await bench.advance(0);
    expect(bench.batches()).toEqual(['aa 1-50', 'aa 51-100', 'aa 101-150', 'aa 151-200']);
    bench.on('records')[0]?.puback();
    await bench.advance(0);
    expect(bench.batches().slice(4)).toEqual(['aa 201-250']);
    expect(bench.uplink.isDelivered).toBe(false);
  });

  it('are freed by receipts alone', async () => {
    const journal = current(10);
    const bench = uplinkBench([journal]);
    await bench.start();
    expect(journal.released).toEqual([]);
    await bench.receipt(10);
    expect(journal.released).toEqual([10]);
    expect(bench.uplink.isDelivered).toBe(true);
    expect(bench.events.gatewayTimes).toEqual([1]);
  });

  it('that are new go together after a while', async () => {
    const journal = current(1);
    const bench = uplinkBench([journal]);
    await bench.start();
    await bench.receipt(1);
    for (journal.last = 2; journal.last < 5; journal.last++) bench.uplink.gather();
    await bench.advance(4_999);
    expect(bench.batches()).toEqual(['aa 1-1']);
    await bench.advance(1);
    expect(bench.batches()).toEqual(['aa 1-1', 'aa 2-5']);
  });

  it('are sent again on a new connection from the last receipt on', async () => {
    const bench = uplinkBench([current(100)]);
    await bench.start();
    await bench.receipt(50);
    bench.sessions[0]?.closed('gone', false);
    await bench.advance(1_000);
    expect(bench.batches()).toEqual(['aa 1-50', 'aa 51-100', 'aa 51-100']);
  });

  it('are sent again after a lower receipt', async () => {
    const bench = uplinkBench([current(20)]);
    await bench.start();
    await bench.receipt(20);
    await bench.receipt(5);
    expect(bench.batches()).toEqual(['aa 1-20', 'aa 6-20']);
  });

  it('are sent again from what the gateway misses', async () => {
    const bench = uplinkBench([current(20)]);
    await bench.start();
    await bench.receipt(4, { missing: [{ from: 5, to: 6 }] });
    expect(bench.batches()).toEqual(['aa 1-20', 'aa 5-20']);
  });

  it('are sent again a minute after they went without a receipt', async () => {
    const bench = uplinkBench([current(20)]);
    await bench.start();
    await bench.advance(59_999);
    expect(bench.batches()).toEqual(['aa 1-20']);
    await bench.advance(15_001);
    expect(bench.batches()).toEqual(['aa 1-20', 'aa 1-20']);
  });

  it('that a receipt rejects are set aside, once', async () => {
    const bench = uplinkBench([current(20)]);
    await bench.start();
    await bench.receipt(10, { rejected: [{ from: 3, to: 4 }] });
    await bench.receipt(20, { rejected: [{ from: 3, to: 4 }] });
    expect(bench.events.setAside).toEqual([{ journal: currentId, from: 3, to: 4 }]);
  });
});

describe('what a car cannot deliver (D5)', () => {
  it('is named in a loss notice that it signs, and the rest goes on', async () => {
    const journal = current(9);
    journal.damaged.add(4).add(5).add(9);
    const bench = uplinkBench([journal]);
    await bench.start();
    expect(bench.losses()).toEqual(['damaged 4-4', 'damaged 5-5', 'damaged 9-9']);
    expect(bench.batches()).toEqual(['aa 1-3', 'aa 6-8']);
    await bench.receipt(9);
    expect(bench.uplink.isDelivered).toBe(true);
  });

  it('is what was removed before a gateway lost it again', async () => {
    const journal = current(9);
    journal.prunedThrough = 5;
    const bench = uplinkBench([journal]);
    await bench.start();
    expect(bench.losses()).toEqual(['no-space 1-5']);
    expect(bench.batches()).toEqual(['aa 6-9']);
  });

  it('a batch called unreadable goes again one record a message, and a record that is alone is given up (D4)', async () => {
    const bench = uplinkBench([current(3)]);
    const digest = (at: number) =>
      sha256(bench.on('records').at(at)?.payload ?? new Uint8Array()).slice(0, 16);
    await bench.start();
    await bench.receipt(0, { unreadable: [digest(0)] });
    expect(bench.batches().slice(1)).toEqual(['aa 1-1', 'aa 2-2', 'aa 3-3']);
    await bench.receipt(1, { unreadable: [digest(2)] });
    expect(bench.losses()).toEqual(['set-aside 2-2']);
    const notice = sha256(bench.on('losses')[0]?.payload ?? new Uint8Array()).slice(0, 16);
    await bench.receipt(1, { unreadable: [notice, digest(2)] });
    expect(bench.losses()).toHaveLength(1);
  });
});

describe('journals one after the other (D5, D6)', () => {
  it('the current one waits for the receipts of the one before it', async () => {
    const bench = uplinkBench([new ScriptedJournal(oldId, 5), current(2)]);
    await bench.start();
    expect(bench.batches()).toEqual(['bb 1-5']);
    await bench.receipt(5, { journal: oldId });
    expect(bench.batches()).toEqual(['bb 1-5', 'aa 1-2']);
  });

  it('but not for its disk: what cannot be read is tried again, and the current one goes on', async () => {
    const old = new ScriptedJournal(oldId, 5);
    old.fails = true;
    const bench = uplinkBench([old, current(2)]);
    await bench.start();
    expect(bench.batches()).toEqual(['aa 1-2']);
    await bench.receipt(2);
    old.fails = false;
    await bench.advance(15_000);
    expect(bench.batches()).toEqual(['aa 1-2', 'bb 1-5']);
  });

  it('a gateway that has nothing of the current one any more is offered those before it again (D3)', async () => {
    const old = new ScriptedJournal(oldId, 5);
    const bench = uplinkBench([old, current(2)]);
    await bench.start();
    await bench.receipt(5, { journal: oldId });
    await bench.receipt(2);
    await bench.receipt(0);
    expect(bench.batches().slice(2)).toEqual(['bb 1-5']);
    await bench.receipt(5, { journal: oldId });
    expect(bench.batches().slice(3)).toEqual(['aa 1-2']);
  });

  it('a receipt beyond the current one tells that its tail is lost', async () => {
    const bench = uplinkBench([current(2)]);
    await bench.start();
    await bench.receipt(3);
    expect(bench.events.tailsLost).toEqual([{ journal: currentId, through: 3 }]);
  });

  it('a receipt beyond one that was given up already covers all that is left of it', async () => {
    const old = new ScriptedJournal(oldId, 5);
    const bench = uplinkBench([old, current(2)]);
    await bench.start();
    await bench.receipt(9, { journal: oldId });
    expect(bench.events.tailsLost).toEqual([]);
    expect(old.released).toEqual([5]);
    expect(bench.batches()).toEqual(['bb 1-5', 'aa 1-2']);
  });
});

describe('samples (D2)', () => {
  it('go after the records, and are gone with the PUBACK', async () => {
    const bench = uplinkBench([current(2)]);
    for (let count = 0; count < 4; count++) bench.samples.add(sample);
    await bench.start();
    expect(bench.on('samples')).toEqual([]);
    bench.holdPubacks();
    await bench.receipt(2);
    const [sent] = bench.on('samples');
    expect(decodeSampleBatch(sent?.payload ?? new Uint8Array())).toMatchObject({
      firstSeq: 1,
      samples: Array(4).fill(sample),
    });
    expect(bench.samples.next()).not.toBeNull();
    sent?.puback();
    await bench.advance(0);
    expect(bench.samples.next()).toBeNull();
  });

  it('of which the oldest went for want of room are counted, and the count is told (D6, D13)', async () => {
    const bench = uplinkBench([current(0)]);
    for (let count = 0; count < 1_007; count++) bench.samples.add(sample);
    await bench.start();
    expect(bench.events.samplesLost).toEqual([7]);
    const [first] = bench.on('samples');
    expect(decodeSampleBatch(first?.payload ?? new Uint8Array()).firstSeq).toBe(8);
  });

  it('wait for company, half an hour at most', async () => {
    const bench = uplinkBench([current(0)]);
    await bench.start();
    bench.samples.add(sample);
    bench.uplink.gather();
    await bench.advance(29 * 60_000);
    expect(bench.on('samples')).toEqual([]);
    await bench.advance(7 * 60_000);
    expect(bench.on('samples')).toHaveLength(1);
  });

  it('that nobody acknowledges hold no record up', async () => {
    const journal = current(1);
    const bench = uplinkBench([journal]);
    for (let count = 0; count < 4; count++) bench.samples.add(sample);
    await bench.start();
    bench.holdPubacks();
    await bench.receipt(1);
    expect(bench.on('samples')).toHaveLength(1);
    journal.last = 2;
    bench.uplink.gather();
    await bench.advance(5_000);
    expect(bench.batches()).toEqual(['aa 1-1', 'aa 2-2']);
  });
});

describe('messages that are not from the gateway (D3)', () => {
  const receipts = topicOf(car, 'receipts');
  const content = encodeReceipt({
    journal: currentId,
    through: 2,
    link: null,
    gatewayTime: epochMilliseconds(1),
  });
  const command = encodeCommand({
    command: commandId('0011223344556677'),
    action: 'unlock',
    issuedAt: epochMilliseconds(0),
    expiresAt: epochMilliseconds(9),
  });
  const forger = hmacWith(new Uint8Array(32).fill(9));

  it.each<[string, 'receipts' | 'commands', Uint8Array]>([
    ['a receipt under another key', 'receipts', encodeAuthenticated(receipts, content, forger)],
    [
      "another car's receipt",
      'receipts',
      encodeAuthenticated('ritmeter/1/cars/x/receipts', content, gatewayKey),
    ],
    ['a bare receipt', 'receipts', content],
    [
      'a command under another key',
      'commands',
      encodeAuthenticated(topicOf(car, 'commands'), command, forger),
    ],
    ['a command in a receipt', 'commands', encodeAuthenticated(receipts, command, gatewayKey)],
    ['noise', 'receipts', Uint8Array.of(1, 2, 3)],
  ])('change nothing: %s', async (_, name, payload) => {
    const journal = current(2);
    const bench = uplinkBench([journal]);
    await bench.start();
    await bench.message(name, payload);
    expect(journal.released).toEqual([]);
    expect(bench.events).toEqual({
      gatewayTimes: [],
      commands: [],
      setAside: [],
      tailsLost: [],
      takenOver: [],
      samplesLost: [],
    });
  });

  it('a command under its key is handed on', async () => {
    const bench = uplinkBench([current(0)]);
    await bench.start();
    await bench.message('commands', encodeAuthenticated(topicOf(car, 'commands'), command, gatewayKey));
    expect(bench.events.commands).toMatchObject([{ action: 'unlock' }]);
  });
});
