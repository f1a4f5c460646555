import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rental } from '../../gateway/pricing/rental-json.ts';

const main = fileURLToPath(new URL('../../../gateway/main.ts', import.meta.url));
const good = `${JSON.stringify(rental('2026-05-05T10:00Z', '2026-05-05T12:00Z'))}\n`;

interface Ended {
  readonly status: unknown;
  readonly out: string;
  readonly err: string;
}

async function run(args: string[], input: string): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], { stdio: 'pipe' });
  child.stdin.end(input);
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { status, out, err };
}

it('prices standard input', async () => {
  const { status, out, err } = await run(['price'], good + good);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ totalCents: 470 }, { totalCents: 470 }]);
});

it('ends with 1 after an error line', async () => {
  expect(await run(['price'], `${good}{}\n`)).toMatchObject({ status: 1, err: '' });
});

it.each([
  [['price', '/nowhere/rentals.jsonl'], /rentals\.jsonl: no such file/],
  [['price', '--lists', '/nowhere/lists'], /lists: no such file/],
  [['price', '--unknown'], /unknown option/],
])('%j ends with 2 and says why on one line', async (args, why) => {
  const { status, out, err } = await run(args, good);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(why);
  expect(err.trim().split('\n')).toHaveLength(1);
});

it('ends quietly when its reader goes away', async () => {
  const child = spawn(process.execPath, [main, 'price'], { stdio: 'pipe' });
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(good.repeat(50_000));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [err, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
});
