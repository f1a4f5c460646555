import { expect, test, vi } from 'vitest';
import { SerialLine } from '../../device/adapters/serial-line.ts';
import type { ByteStreamEvents, Line } from '../../device/ports.ts';
import { createElm327 } from '../../simulator/car/elm327.ts';
import { describeLine, type LineBench } from '../contract/line-contract.ts';
import { parkedRealCar } from '../support/parked-car.ts';
import { emptyFolder } from './bench.ts';
import { run } from './program.ts';
import { someTerminals } from './terminals.ts';

const baud = 115_200;
const question = new TextEncoder().encode('ATI\r');
const silent = { data: () => {}, closed: () => {} };

describeLine('a serial device', async (): Promise<LineBench> => {
  const folder = await emptyFolder();
  const { timers, car } = parkedRealCar();
  const { line } = createElm327(timers, car);
  let terminals = await someTerminals(folder);
  const path = await terminals.serve(line, 'obd');
  return {
    line: new SerialLine({ path, baud }),
    question,
    vanish: () => terminals.close(),
    comeBack: async () => {
      terminals = await someTerminals(folder);
      await terminals.serve(line, 'obd');
    },
  };
});

class Ear implements ByteStreamEvents {
  text = '';
  data(bytes: Uint8Array): void {
    this.text += Buffer.from(bytes).toString();
  }
  closed(): void {}
}

/** Two lines that are each other's far end. */
async function twoEnds(): Promise<readonly [Line, Line]> {
  const paths = await (await someTerminals()).join('one', 'other');
  const [one, other] = paths.map((path) => new SerialLine({ path, baud }));
  if (one === undefined || other === undefined) throw new Error('no lines');
  return [one, other];
}

test('a serial device that is in use is unavailable, temporarily', async () => {
  const [one] = await twoEnds();
  const stream = await one.open(silent);
  await expect(one.open(silent)).rejects.toMatchObject({
    code: 'line-unavailable',
    temporary: true,
    message: expect.stringContaining('lock'),
  });
  stream.close();
});

test('a serial device that vanishes right after its opening is told, too', async () => {
  for (let time = 0; time < 10; time++) {
    const terminals = await someTerminals();
    const [path] = await terminals.join('one', 'other');
    const closed = vi.fn<(reason: string) => void>();
    await new SerialLine({ path, baud }).open({ ...silent, closed });
    await terminals.close();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/./)));
  }
});

test('bytes are heard as they come, not at the next timer (Node 26.4 and later)', async () => {
  const paths = await (await someTerminals()).join('one', 'other');
  expect(await run('test/machine/hear-serial.ts', paths)).toEqual({ status: 0, out: '', err: '' });
});

test('what was sent before a line was opened is not heard', async () => {
  const [one, other] = await twoEnds();
  const far = await other.open(silent);
  far.write(new TextEncoder().encode('stale'));
  await new Promise<void>((resolve) => {
    far.close();
    void vi
      .waitFor(() => other.open(silent))
      .then((again) => {
        again.close();
        resolve();
      });
  });
  const heard = new Ear();
  await one.open(heard);
  const fresh = await vi.waitFor(() => other.open(silent));
  fresh.write(new TextEncoder().encode('fresh'));
  await vi.waitFor(() => expect(heard.text).toBe('fresh'));
});

test('what was written still goes out when its owner closes', async () => {
  const [one, other] = await twoEnds();
  const heard = new Ear();
  await one.open(heard);
  const far = await other.open(silent);
  far.write(new TextEncoder().encode('goodbye '.repeat(2_500)));
  far.close();
  await vi.waitFor(() => expect(heard.text).toHaveLength(20_000));
});
