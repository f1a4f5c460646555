import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { emptyFolder } from './bench.ts';
import { Program, run } from './program.ts';

vi.setConfig({ testTimeout: 120_000 });

const script = 'simulator/main.ts';

const report = z.object({
  run: z.number(),
  interrupted: z.boolean(),
  failing: z.array(
    z.object({
      seed: z.number(),
      checks: z.array(z.object({ name: z.string() })),
      command: z.string(),
      lastEvents: z.array(z.string()),
    }),
  ),
  shrunk: z
    .object({ file: z.string(), cars: z.number(), faults: z.array(z.string()), command: z.string() })
    .nullable(),
});

/** A day on which the units are hardly ever up, with drivers who try once. */
const hopeless = `
timetable: { firstStart: ["08:00", "08:00"], lastEnd: "12:00", rentalsPerDay: 1, reservedMinutes: 60, breakMinutes: 0, arrivesAfterMinutes: 0, legs: 1, legMinutes: 5, standsMinutes: 1 }
faults: { unit-killed: { perDay: 400, offSeconds: 1800 }, lost-session: { perDay: 5 }, delay: { perDay: 1, lastsSeconds: 60, seconds: 1 } }
faultsOff: 0
`;

describe('the command swarm', () => {
  test('runs each seed, and all checks hold', async () => {
    const { status, out, err } = await run(script, [
      'swarm',
      '--seeds',
      '1..3',
      '--scenario',
      'city',
      '--cars',
      '1',
      '--json',
    ]);
    expect({ status, err }).toEqual({
      status: 0,
      err: expect.stringMatching(/^city: seeds 1 to 3, cars 1, days 1, \d+ at a time$/),
    });
    expect(report.parse(JSON.parse(out))).toMatchObject({ run: 3, failing: [], interrupted: false });
  });

  test('tells of failing seeds the check, the command and the last events, and makes one small', async () => {
    const folder = await emptyFolder();
    const scenario = join(folder, 'hopeless.yaml');
    await writeFile(scenario, hopeless);
    const options = ['--seeds', '1..2', '--scenario', scenario, '--cars', '2', '--shrink', '--json'];
    const { status, out } = await run(script, ['swarm', ...options]);
    expect(status).toBe(1);
    const { failing, shrunk } = report.parse(JSON.parse(out));
    expect(failing.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(failing[0]?.command).toBe(`npm run -s sim -- run ${scenario} --seed 1 --cars 2 --days 1`);
    expect(shrunk).toMatchObject({ cars: 1, faults: ['unit-killed'] });
    const { file = '' } = shrunk ?? {};
    expect(await readFile(file, 'utf8')).not.toContain('lost-session');
    const again = await run(script, ['run', file, '--seed', '1', '--cars', '1', '--json']);
    await rm(file);
    expect(again.status).toBe(1);
  });

  test('ends at Ctrl-C with what it knows by then', async () => {
    const program = new Program(script, ['swarm', '--seeds', '1..4000', '--cars', '1', '--json']);
    await program.line('stderr', (line) => line.startsWith('storm: seeds') || undefined);
    program.signal('SIGINT');
    const interrupted = report.parse(await program.line('stdout', (line) => JSON.parse(line)));
    expect(interrupted.interrupted).toBe(true);
    expect(interrupted.run).toBeLessThan(4_000);
    expect([1, 130]).toContain(await program.exited);
  });

  test.each([
    [['--seeds', '5..1'], /It is no range of seeds/],
    [['--scenario', 'nothing-of-the-kind'], /no scenario nothing-of-the-kind/],
    [['--workers', '0'], /whole number/],
  ])('answers %j with one line and exit status 2', async (options, message) => {
    const { status, out, err } = await run(script, ['swarm', ...options]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.split('\n')).toHaveLength(1);
  });
});
