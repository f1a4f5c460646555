import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readText, textOutput } from '../../../gateway/adapters/text-streams.ts';

describe('textOutput', () => {
  it('waits for a slow reader', async () => {
    const pending: (() => void)[] = [];
    const stream = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => void pending.push(done),
    });
    let settled = false;
    const written = textOutput(stream)
      .write('text')
      .finally(() => {
        settled = true;
      });
    await Promise.resolve();
    expect(settled).toBe(false);
    pending.shift()?.();
    expect(await written).toBe('written');
  });

  it('takes a reader that has gone away as an end', async () => {
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done(gone) });
    const output = textOutput(stream);
    expect(await output.write('text')).toBe('closed');
    expect(await output.write('more')).toBe('closed');
  });

  it('passes on any other failure', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done(full) });
    await expect(textOutput(stream).write('text')).rejects.toBe(full);
  });
});

it('a file that cannot be read ends the iteration with its error', async () => {
  const read = async (): Promise<void> => {
    for await (const _ of readText('/nowhere/rentals.jsonl'));
  };
  await expect(read()).rejects.toMatchObject({ code: 'ENOENT' });
});
