import { expect, test } from 'vitest';
import { Alarms } from '../../device/alarms.ts';
import { FixWatch, withoutFixMilliseconds } from '../../device/fix-watch.ts';
import { newCarState } from '../../device/state/state.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import type { AlarmName } from '../../protocol/messages/words.ts';
import { metres } from '../../protocol/units.ts';
import { createManualClock } from '../support/manual-clock.ts';

function watched() {
  const time = createManualClock();
  const facts: Fact[] = [];
  const raised = new Set<AlarmName>();
  const alarms = new Alarms(
    {
      get state() {
        return { ...newCarState(metres(0)), alarms: [...raised] };
      },
    },
    {
      record(told) {
        for (const fact of told) {
          facts.push(fact);
          if (fact.kind === 'alarm' && fact.raised) raised.add(fact.alarm);
          else if (fact.kind === 'alarm') raised.delete(fact.alarm);
        }
        return true;
      },
    },
  );
  return { ...time, facts, fixes: new FixWatch(time.clock, alarms) };
}

test('no position for a quarter of an hour with the ignition on is an alarm, until there is one', async () => {
  const { fixes, facts, advance } = watched();
  fixes.ignition(true);
  await advance(withoutFixMilliseconds - 1);
  fixes.tick();
  expect(facts).toEqual([]);
  await advance(1);
  fixes.tick();
  fixes.fixed();
  expect(facts).toEqual([
    { kind: 'alarm', alarm: 'gnss-no-fix', raised: true },
    { kind: 'alarm', alarm: 'gnss-no-fix', raised: false },
  ]);
});

test('a cold start, a tunnel and a parked car are none', async () => {
  const { fixes, facts, advance } = watched();
  fixes.ignition(true);
  await advance(withoutFixMilliseconds - 1);
  fixes.fixed();
  await advance(withoutFixMilliseconds - 1);
  fixes.tick();
  fixes.ignition(false);
  await advance(2 * withoutFixMilliseconds);
  fixes.tick();
  expect(facts).toEqual([]);
});
