import { expect, it } from 'vitest';
import { runPriceCommand, type TextOutput } from '../../gateway/price-command.ts';
import { builtInLists } from './pricing/built-in-lists.ts';
import { rental } from './pricing/rental-json.ts';

const good = `${JSON.stringify(rental('2026-05-05T10:00Z', '2026-05-05T12:00Z'))}\n`;

async function* chunks(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

function output(capacity = Number.POSITIVE_INFINITY): TextOutput & { written: string[] } {
  const written: string[] = [];
  return {
    written,
    async write(text) {
      written.push(text);
      return written.length < capacity ? 'written' : 'closed';
    },
  };
}

it('ends with 0 when every rental has a price', async () => {
  expect(await runPriceCommand(chunks(good, good), output(), builtInLists)).toBe(0);
});

it('ends with 1 when any rental got an error line', async () => {
  const { written, ...sink } = output();
  expect(await runPriceCommand(chunks(good, '{}\n', good), { ...sink }, builtInLists)).toBe(1);
  expect(written).toHaveLength(3);
});

it('stops reading once nobody reads its output', async () => {
  const sink = output(2);
  let asked = 0;
  async function* endless(): AsyncGenerator<string> {
    for (; asked < 100; asked += 1) yield good;
  }
  expect(await runPriceCommand(endless(), sink, builtInLists)).toBe(0);
  expect(asked).toBeLessThan(3);
});
