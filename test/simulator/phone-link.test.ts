import { describe, expect, test } from 'vitest';
import type { ByteStream } from '../../device/ports.ts';
import { milliseconds } from '../../protocol/units.ts';
import { PhoneLinkTwin } from '../../simulator/phone-link.ts';
import { world } from './world.ts';

/** A car that keeps what phones say, and phones that keep what the car says. */
function air(seed = 1) {
  const { scheduler, random } = world(seed);
  const tapped: Uint8Array[] = [];
  const owner = scheduler.owner('car');
  const link = new PhoneLinkTwin(owner.timers, random.fork('air'), (bytes) => tapped.push(bytes));
  const streams: ByteStream[] = [];
  const atCar: string[] = [];
  const keeper = (kept: string[]) => ({
    data: (bytes: Uint8Array) => void kept.push(Buffer.from(bytes).toString('latin1')),
    closed: (reason: string) => void kept.push(`(${reason})`),
  });
  link.listen((stream) => {
    streams.push(stream);
    return keeper(atCar);
  });
  const phone = () => {
    const heard: string[] = [];
    return { heard, end: link.connect(keeper(heard)) };
  };
  const pass = () => scheduler.run(milliseconds(scheduler.now() + 60_000));
  return { link, streams, atCar, phone, pass, tapped };
}

const long = 'The quick brown fox jumps over the lazy dog. '.repeat(40);
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('the air between phone and car', () => {
  test.each([1, 2, 3])(
    'brings all bytes in order, in fragments of 20 to 244, both ways (seed %i)',
    async (seed) => {
      const { streams, atCar, phone, pass, tapped } = air(seed);
      const { heard, end } = phone();
      end.write(bytesOf(long));
      streams[0]?.write(bytesOf(long.toUpperCase()));
      await pass();
      expect([atCar.join(''), heard.join('')]).toEqual([long, long.toUpperCase()]);
      expect(atCar.length).toBeGreaterThan(1);
      expect(Math.max(...tapped.map(({ length }) => length))).toBeLessThanOrEqual(244);
    },
  );

  test.each([1, 2, 3])(
    'what was said before the end arrives before it, and nothing after (seed %i)',
    async (seed) => {
      const { streams, atCar, phone, pass } = air(seed);
      const { heard, end } = phone();
      streams[0]?.write(bytesOf(long));
      streams[0]?.close();
      streams[0]?.write(bytesOf('too late'));
      end.write(bytesOf('too late as well'));
      await pass();
      expect(heard.join('')).toBe(`${long}(closed)`);
      expect(atCar).toEqual(['(closed)']);
    },
  );

  test('ends once for each side, whoever ends it and however often', async () => {
    const { link, atCar, phone, pass } = air();
    const { heard, end } = phone();
    end.close();
    end.close();
    await link.close();
    await pass();
    expect([heard, atCar]).toEqual([['(closed)'], ['(closed)']]);
  });

  test('a car takes three phones at once; a fourth, or one before or after its day, hears why not', async () => {
    const { link, phone, pass } = air();
    const phones = [phone(), phone(), phone()];
    expect(phone).toThrow('the car does not answer');
    phones[0]?.end.close();
    phone();
    await link.close();
    await pass();
    expect(phones[1]?.heard).toEqual(['(the car is shutting down)']);
    expect(phone).toThrow('the car does not answer');
  });
});
