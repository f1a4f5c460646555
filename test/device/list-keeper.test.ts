import { describe, expect, it } from 'vitest';
import { noListsYet } from '../../device/access/lists.ts';
import { ListKeeper, loadLists } from '../../device/list-keeper.ts';
import { noLists } from '../../protocol/lists/list.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { seededRandom } from '../../simulator/kernel/random.ts';
import { issuerKey } from './access/judging.ts';
import { denyList, keySet, listContext, newIssuerKey, revokedKeys } from './access/some-lists.ts';

/** A car's lists on a disk that outlives it. */
function keeperBench() {
  const disk = new SimulatedDisk();
  const facts: Fact[] = [];
  const start = async (numbers = noLists, context = listContext) => {
    const mounted = disk.mount();
    const lists = await loadLists(mounted, context, numbers, silentLog);
    return new ListKeeper(lists, {
      disk: mounted,
      context,
      recorder: { record: (...more) => facts.push(...more) > 0 },
      log: silentLog,
      onUnwritten: () => {},
    });
  };
  return { disk, facts, start };
}

describe('lists in a car (clause 12.1)', () => {
  it('are recorded as they are taken, and are there after a power cut', async () => {
    const { disk, facts, start } = keeperBench();
    const keeper = await start();
    expect(await keeper.take(keySet(2))).toBe('taken');
    expect(await keeper.take(denyList(4, ['00'.repeat(8)], newIssuerKey))).toBe('taken');
    expect(await keeper.take(denyList(4, [], newIssuerKey))).toBe('known');
    expect(facts).toEqual([
      { kind: 'list-taken', list: 'key-set', number: 2 },
      { kind: 'list-taken', list: 'deny-list', number: 4 },
    ]);
    disk.crash(seededRandom(1));
    const { lists } = await start();
    expect(lists).toEqual(keeper.lists);
    expect(lists.denyList?.denied).toEqual(['00'.repeat(8)]);
  });

  it('leave one file each', async () => {
    const { disk, start } = keeperBench();
    const keeper = await start();
    for (const number of [1, 2, 3]) await keeper.take(denyList(number));
    expect([...disk.snapshotFiles().keys()]).toEqual([
      expect.stringMatching(/^list-deny-list-3-[0-9a-f]{16}$/),
    ]);
  });

  it('are the newest that is whole, where the newest was cut short', async () => {
    const { disk, start } = keeperBench();
    const keeper = await start();
    await keeper.take(denyList(1, ['00'.repeat(8)]));
    await disk.mount().append('list-deny-list-2-0011223344556677', denyList(2, []).signed.subarray(0, 40));
    const { lists } = await start();
    expect([lists.numbers['deny-list'], lists.denyList?.number]).toEqual([1, 1]);
  });

  it('of which a bit was flipped on the disk count for nothing, and are taken again', async () => {
    const { disk, start } = keeperBench();
    const token = 'ab'.repeat(8);
    await (await start()).take(denyList(1, [token]));
    const [[name, bytes] = expect.fail('no file')] = disk.snapshotFiles();
    const at = Buffer.from(bytes).indexOf(Buffer.from(token, 'hex'));
    expect(at).toBeGreaterThan(0);
    disk.flipBit(name, 8 * at);
    const keeper = await start();
    expect(keeper.lists.denyList).toBeNull();
    expect(await keeper.take(denyList(1, [token]))).toBe('taken');
    expect((await start()).lists.denyList?.denied).toEqual([token]);
  });

  it('whose files are lost are not replaced by older ones, but taken again', async () => {
    const { start } = keeperBench();
    const keeper = await start({ ...noLists, 'deny-list': 5 });
    expect(keeper.lists).toEqual({ ...noListsYet, numbers: { ...noLists, 'deny-list': 5 } });
    expect(await keeper.take(denyList(4))).toBe('known');
    expect(await keeper.take(denyList(5))).toBe('taken');
    expect(await keeper.take(denyList(5))).toBe('known');
    expect(keeper.lists.held['deny-list']).toBe(5);
  });

  it.each([
    ['replaced', keySet(2)],
    ['revoked', revokedKeys(1, [issuerKey.keyId])],
  ])(
    'of what is denied hold after a boot as before, though the key that signed them is %s',
    async (_, newer) => {
      const { start } = keeperBench();
      const keeper = await start();
      expect(await keeper.take(denyList(4, ['00'.repeat(8)]))).toBe('taken');
      expect(await keeper.take(newer)).toBe('taken');
      const { lists } = await start();
      expect(lists).toEqual(keeper.lists);
      expect(lists.denyList?.denied).toEqual(['00'.repeat(8)]);
    },
  );

  it('of keys are judged anew at boot: a car under another root follows its own', async () => {
    const { start } = keeperBench();
    await (await start()).take(keySet(2));
    const other = { ...listContext, root: null };
    expect((await start(noLists, other)).lists.issuers).toBeNull();
  });

  it('hold at once, also where the disk fails', async () => {
    const { disk, facts, start } = keeperBench();
    const keeper = await start();
    disk.condition = 'failing';
    expect(await keeper.take(denyList(1))).toBe('taken');
    expect(keeper.lists.denyList?.number).toBe(1);
    expect(facts).toEqual([]);
  });

  it('that the disk did not take are written and recorded once it answers again, the newest alone', async () => {
    const { disk, facts, start } = keeperBench();
    const keeper = await start();
    disk.condition = 'failing';
    for (const number of [1, 2]) await keeper.take(denyList(number, ['00'.repeat(8)]));
    keeper.diskAnswered();
    await keeper.take(keySet(2));
    expect(facts).toEqual([]);
    disk.condition = 'healthy';
    keeper.diskAnswered();
    await keeper.take(keySet(3));
    expect(facts).toEqual([
      { kind: 'list-taken', list: 'deny-list', number: 2 },
      { kind: 'list-taken', list: 'key-set', number: 2 },
      { kind: 'list-taken', list: 'key-set', number: 3 },
    ]);
    disk.crash(seededRandom(1));
    expect((await start()).lists).toEqual(keeper.lists);
  });

  it('are whole on disk also where a power cut left half of the same list there', async () => {
    const { disk, start } = keeperBench();
    await (await start()).take(denyList(1, ['00'.repeat(8)]));
    const [name = ''] = disk.snapshotFiles().keys();
    await disk.mount().truncate(name, 20);
    const keeper = await start();
    expect(await keeper.take(denyList(1, ['00'.repeat(8)]))).toBe('taken');
    expect((await start()).lists.denyList?.denied).toEqual(['00'.repeat(8)]);
  });
});
