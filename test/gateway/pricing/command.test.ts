import { describe, expect, it } from 'vitest';
import { LONGEST_LINE, priceJsonLines } from '../../../gateway/pricing/command.ts';
import { builtInLists, priceOf } from './built-in-lists.ts';
import { keptRental } from './rental-json.ts';

const good = keptRental('2026-05-05T10:00Z', '2026-05-05T12:00Z');

async function run(text: string): Promise<{ lines: unknown[]; failed: boolean }> {
  let output = '';
  let failed = false;
  for await (const some of priceJsonLines([text], builtInLists)) {
    output += some.text;
    failed ||= some.failed;
  }
  return {
    lines: output
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
    failed,
  };
}

const asText = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('the price command', () => {
  it('writes one line for each rental, in order', async () => {
    const rentals = ['a', 'b', 'c'].map((id) => ({ ...good, id }));
    expect(await run(asText(...rentals))).toEqual({ lines: rentals.map(priceOf), failed: false });
  });

  it('writes exactly the fields of the price rules', async () => {
    const { lines } = await run(asText(good));
    expect(lines).toEqual([
      {
        id: 'r',
        priceList: 'business-2026-03',
        currency: 'EUR',
        lines: [
          { code: 'time.hour', quantity: 2, unit: 'HUR', unitPriceCents: 235, amountCents: 470, rule: 'T4' },
        ],
        refused: [],
        totalCents: 470,
      },
    ]);
  });

  it('skips blank lines and takes CRLF', async () => {
    const { lines } = await run(`\n  \r\n${JSON.stringify(good)}\r\n\n`);
    expect(lines).toHaveLength(1);
  });

  it.each(['{', 'nonsense', '{"id":"r"} x'])('answers %j with invalid-rental and no id', async (text) => {
    expect(await run(text)).toEqual({
      lines: [{ id: null, error: { code: 'invalid-rental', message: 'line: not JSON' } }],
      failed: true,
    });
  });

  it('goes on after an error line', async () => {
    const { lines, failed } = await run(`null\n${asText(good)}`);
    expect(lines).toEqual([{ id: null, error: expect.anything() }, priceOf(good)]);
    expect(failed).toBe(true);
  });

  it('refuses a line beyond its bound and goes on', async () => {
    const { lines } = await run(`"${'x'.repeat(LONGEST_LINE)}"\n${asText(good)}`);
    expect(lines).toEqual([
      { id: null, error: { code: 'invalid-rental', message: expect.stringContaining('longer than') } },
      priceOf(good),
    ]);
  });
});
