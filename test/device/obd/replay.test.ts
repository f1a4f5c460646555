import { expect, test } from 'vitest';
import { defaultObdConfig } from '../../../device/obd/config.ts';
import { replay } from '../../../device/obd/replay.ts';
import type { TraceEntry } from '../../../device/obd/trace.ts';
import { replayCommand } from '../../../device/replay-command.ts';
import { createObdBench } from '../../support/obd-bench.ts';

async function recorded(
  readingTakesMs = 0,
): Promise<{ readonly text: string; readonly readings: readonly unknown[] }> {
  const entries: TraceEntry[] = [];
  const bench = createObdBench({ trace: (entry) => entries.push(entry), readingTakesMs });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(20_000);
  bench.adapter.unplug();
  await bench.advance(5_000);
  bench.adapter.plugIn();
  await bench.advance(20_000);
  return { text: entries.map((entry) => JSON.stringify(entry)).join('\n'), readings: bench.readings };
}

test('a recorded dialogue gives the same readings and commands again', async () => {
  const { text, readings } = await recorded();
  const { difference, readings: again } = replay(text, defaultObdConfig);
  expect(difference).toBeNull();
  expect(again).toEqual(readings);
  expect(again.length).toBeGreaterThan(20);
});

test('nor does it matter that time goes on while an input is taken', async () => {
  const { text, readings } = await recorded(1);
  expect(replay(text, defaultObdConfig)).toMatchObject({ difference: null, readings });
});

test('where other commands are written now, the first is named', async () => {
  const { text } = await recorded();
  const other = text.replace('"wrote":"ATS0', '"wrote":"ATS1');
  expect(replay(other, defaultObdConfig).difference).toMatchObject({ recorded: 'ATS1', now: 'ATS0' });
  expect(replayCommand(other, defaultObdConfig, false)).toMatchObject({
    isSame: false,
    text: expect.stringContaining('recorded ATS1, now ATS0'),
  });
});

test('a last line that was cut off is left out', async () => {
  const { text } = await recorded();
  const lines = text.split('\n');
  const torn = [...lines.slice(0, 100), lines[100]?.slice(0, 9)].join('\n');
  expect(replay(torn, defaultObdConfig)).toEqual(replay(lines.slice(0, 100).join('\n'), defaultObdConfig));
});

test('wherever a recording ends, it is the same as far as it goes', async () => {
  const { text } = await recorded();
  const lines = text.split('\n');
  const differing = lines.filter(
    (_, end) => replay(lines.slice(0, end + 1).join('\n'), defaultObdConfig).difference !== null,
  );
  expect(differing).toEqual([]);
});

test('a line that is none is named', () => {
  expect(() => replay('{"at":1,"did":"start"}\n{"at":2}', defaultObdConfig)).toThrow(/line 2/);
});
