import { priceJsonLines } from '../../gateway/pricing/command.ts';
import { builtInLists } from '../gateway/pricing/built-in-lists.ts';
import { weekMix } from './pricing-rentals.ts';

const RENTALS = 1_000_000;
const CHUNK_CHARACTERS = 1 << 15;

/** A million rentals through the price command in a process of its own, so that its memory is its own. */
const lines = weekMix(2_000).map((rental) => `${JSON.stringify(rental)}\n`);

function* chunks(): Generator<string> {
  let chunk = '';
  for (let sent = 0; sent < RENTALS; sent += 1) {
    chunk += lines[sent % lines.length];
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

let written = 0;
const startedAt = performance.now();
for await (const { text } of priceJsonLines(chunks(), builtInLists)) written += Buffer.byteLength(text);
const seconds = (performance.now() - startedAt) / 1000;
const megabytes = process.resourceUsage().maxRSS / 1000;
process.stdout.write(JSON.stringify({ rentalsPerSecond: RENTALS / seconds, megabytes, written }));
