import { describe, expect, test } from 'vitest';
import type { LinesPorts } from '../../../simulator/lines/ports.ts';
import { runLines } from '../../../simulator/lines/run.ts';
import type { ServeOptions } from '../../../simulator/lines/serve-car.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { countingRandom } from '../../support/random.ts';

/** The program with its outside world in the test's hands; `typed` ends as standard input does. */
function startProgram({
  typed = [],
  file = null,
  place = { kind: 'tcp', host: '127.0.0.1', firstPort: 7311, usualPhonesPort: 7314 },
}: {
  typed?: readonly string[];
  file?: readonly string[] | null;
  place?: ServeOptions['place'];
}) {
  const { clock, timers, advance } = createManualClock();
  const printed: Record<string, unknown>[] = [];
  const complaints: string[] = [];
  const stop = new AbortController();
  const served: number[] = [];
  const closed: number[] = [];
  const closedFolders: (string | undefined)[] = [];
  const written: string[] = [];
  async function* linesOf(lines: readonly string[]) {
    yield* lines;
  }
  const ports: LinesPorts = {
    clock,
    timers,
    random: countingRandom(),
    serve: async (_, __, port) => {
      served.push(port);
      return { port, close: async () => void closed.push(port) };
    },
    openTerminals: async (folder) => ({
      serve: async (_, name) => `${folder}/${name}`,
      join: async (name, other) => [`${folder}/${name}`, `${folder}/${other}`],
      close: async () => void closedFolders.push(folder),
    }),
    readLines: (name) => linesOf(name === undefined ? typed : (file ?? [])),
    writeNew: async (folder, files) => void written.push(...files.map(({ name }) => `${folder}/${name}`)),
    print: (line) => void printed.push(JSON.parse(line)),
    complain: (line) => void complaints.push(line),
    stopping: () => stop.signal,
  };
  const orders = file === null ? undefined : 'orders.txt';
  const ended = runLines(ports, { car: 1, place, orders, kit: undefined });
  return {
    advance,
    printed,
    complaints,
    served,
    closed,
    closedFolders,
    written,
    stop: () => stop.abort(),
    ended,
  };
}

describe('the bench car', () => {
  test('tells its addresses first', async () => {
    const { advance, printed, served, stop, ended } = startProgram({});
    await advance(0);
    expect(served).toEqual([7311, 7312, 7313]);
    expect(printed).toEqual([
      {
        type: 'lines',
        car: 1,
        model: 'odometer-car',
        obd: 'tcp://127.0.0.1:7311',
        gnss: 'tcp://127.0.0.1:7312',
        cabin: 'modbus+tcp://127.0.0.1:7313',
        phones: 'tcp://127.0.0.1:7314',
        link: 'tcp://127.0.0.1:7314',
        initialOdometerMetres: 21_234_500,
      },
    ]);
    stop();
    await ended;
  });

  test('tells the paths of its serial devices, and takes them away at its end', async () => {
    const place = { kind: 'terminals', folder: '/bench' } as const;
    const { advance, printed, closedFolders, stop, ended } = startProgram({ place });
    await advance(0);
    expect(printed).toMatchObject([
      {
        obd: '/bench/obd',
        gnss: '/bench/gnss',
        cabin: 'modbus+rtu:///bench/cabin',
        phones: '/bench/phones',
        link: '/bench/link',
      },
    ]);
    stop();
    await ended;
    expect(closedFolders).toEqual(['/bench']);
  });

  test('carries out orders one after the other, and tells the truth after each and every 10 s', async () => {
    const { advance, printed, stop, ended } = startProgram({ typed: ['key out', 'wait 12', 'refuel 5'] });
    await advance(11_000);
    expect(printed.slice(1).map(({ order }) => order)).toEqual(['key out', undefined]);
    await advance(1_000);
    expect(printed.slice(3).map(({ order }) => order)).toEqual(['wait 12', 'refuel 5']);
    expect(printed.at(-1)).toMatchObject({ type: 'truth', keyInHolder: false, fuelMillilitres: 35_000 });
    stop();
    await ended;
  });

  test('complains about a typed line that is no order, and goes on', async () => {
    const { advance, printed, complaints, stop, ended } = startProgram({ typed: ['fly', 'key out'] });
    await advance(0);
    expect(complaints).toEqual([expect.stringContaining('"fly"')]);
    expect(printed.at(-1)).toMatchObject({ order: 'key out' });
    stop();
    await ended;
  });

  test('takes a file of orders only whole', async () => {
    const { served, ended } = startProgram({ file: ['key out', 'fly'] });
    await expect(ended).rejects.toMatchObject({ code: 'order-invalid' });
    expect(served).toEqual([]);
  });

  test('ends at once when it is told to, in the middle of a wait, and gives its ports back', async () => {
    const { advance, closed, stop, ended } = startProgram({ file: ['wait 3600', 'key out'] });
    await advance(1_000);
    stop();
    await ended;
    expect(closed).toEqual([7311, 7312, 7313]);
  });
});
