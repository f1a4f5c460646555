import { describe, expect, test, vi } from 'vitest';
import type { ByteStream, PhoneLink } from '../../device/ports.ts';

/** One phone's side of its connection. */
export interface PhoneSide {
  write(bytes: Uint8Array): void;
  close(): void;
  readonly heard: () => string;
  readonly isClosed: () => boolean;
}

export interface PhoneLinkBench {
  readonly link: PhoneLink;
  /** A phone comes near; where nobody listens its connection fails or ends at once. */
  connect(): Promise<PhoneSide>;
}

/** A car that repeats what phones say. */
class Echo {
  readonly streams: ByteStream[] = [];
  heard = '';
  closed = 0;

  readonly connected = (stream: ByteStream) => {
    this.streams.push(stream);
    return {
      data: (bytes: Uint8Array) => {
        this.heard += Buffer.from(bytes).toString();
        stream.write(bytes);
      },
      closed: () => {
        this.closed += 1;
      },
    };
  };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every `PhoneLink` does, be it a TCP port or the twin. Each test gets one of its own. */
export function describePhoneLink(kind: string, open: () => Promise<PhoneLinkBench>): void {
  describe(`${kind} as a phone link`, () => {
    test('carries bytes both ways, each phone apart', async () => {
      const { link, connect } = await open();
      const echo = new Echo();
      link.listen(echo.connected);
      const [first, second] = [await connect(), await connect()];
      first.write(bytes('one'));
      second.write(bytes('two'));
      await vi.waitFor(() => expect([first.heard(), second.heard()]).toEqual(['one', 'two']));
      await link.close();
    });

    test('tells once that a phone has gone', async () => {
      const { link, connect } = await open();
      const echo = new Echo();
      link.listen(echo.connected);
      const phone = await connect();
      phone.write(bytes('x'));
      await vi.waitFor(() => expect(echo.heard).toBe('x'));
      phone.close();
      await vi.waitFor(() => expect(echo.closed).toBe(1));
      await link.close();
      expect(echo.closed).toBe(1);
    });

    test('sends what was written before the car closes', async () => {
      const { link, connect } = await open();
      const streams: ByteStream[] = [];
      link.listen((stream) => {
        streams.push(stream);
        return { data: () => {}, closed: () => {} };
      });
      const phone = await connect();
      await vi.waitFor(() => expect(streams).toHaveLength(1));
      streams[0]?.write(bytes('goodbye'));
      streams[0]?.close();
      await vi.waitFor(() => expect(phone.isClosed()).toBe(true));
      expect(phone.heard()).toBe('goodbye');
      await link.close();
    });

    test('close ends all connections and tells both sides', async () => {
      const { link, connect } = await open();
      const echo = new Echo();
      link.listen(echo.connected);
      const phone = await connect();
      await vi.waitFor(() => expect(echo.streams).toHaveLength(1));
      await link.close();
      await vi.waitFor(() => expect([phone.isClosed(), echo.closed]).toEqual([true, 1]));
    });

    test('listens again after close', async () => {
      const { link, connect } = await open();
      link.listen(new Echo().connected);
      await link.close();
      link.listen(new Echo().connected);
      const phone = await connect();
      phone.write(bytes('again'));
      await vi.waitFor(() => expect(phone.heard()).toBe('again'));
      await link.close();
    });
  });
}
