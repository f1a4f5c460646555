import { describe, expect, test, vi } from 'vitest';
import type { ByteStream, Line } from '../../device/ports.ts';

/** A line with somebody at its other end. */
export interface LineBench {
  readonly line: Line;
  /** Bytes that make the other end answer. */
  readonly question: Uint8Array;
  /** The other end vanishes; until `comeBack` the line cannot be opened. */
  vanish(): Promise<void>;
  comeBack(): Promise<void>;
}

class Heard {
  bytes = 0;
  readonly closed: string[] = [];
  data(bytes: Uint8Array): void {
    this.bytes += bytes.length;
  }
}

async function opened(line: Line): Promise<{ readonly stream: ByteStream; readonly heard: Heard }> {
  const heard = new Heard();
  const stream = await line.open({
    data: (bytes) => heard.data(bytes),
    closed: (reason) => void heard.closed.push(reason),
  });
  return { stream, heard };
}

/** Opened and answered; an other end that has not let go of the first stream yet may close once more. */
async function answering(line: Line, question: Uint8Array): Promise<ByteStream> {
  const { stream, heard } = await opened(line);
  stream.write(question);
  await vi.waitFor(() => expect(answered(heard) || heard.closed.length > 0).toBe(true));
  expect(answered(heard)).toBe(true);
  return stream;
}

const answered = ({ bytes }: Heard): boolean => bytes > 0;

/** What every `Line` does, be it an adapter or a twin. Each test gets one of its own. */
export function describeLine(kind: string, open: () => Promise<LineBench>): void {
  describe(`${kind} as a line`, () => {
    test('carries bytes both ways', async () => {
      const { line, question } = await open();
      const { stream, heard } = await opened(line);
      stream.write(question);
      await vi.waitFor(() => expect(answered(heard)).toBe(true));
      stream.close();
    });

    test('tells once that the other end has vanished, and drops what is written then', async () => {
      const { line, question, vanish } = await open();
      const { stream, heard } = await opened(line);
      await vanish();
      await vi.waitFor(() => expect(heard.closed).toHaveLength(1));
      stream.write(question);
      stream.close();
      expect(heard).toMatchObject({ bytes: 0, closed: [expect.stringMatching(/./)] });
    });

    test('cannot be opened while nobody is there: line-unavailable, temporary', async () => {
      const { line, vanish } = await open();
      await vanish();
      await expect(opened(line)).rejects.toMatchObject({ code: 'line-unavailable', temporary: true });
    });

    test('opens again after it had vanished', async () => {
      const { line, question, vanish, comeBack } = await open();
      const before = await opened(line);
      await vanish();
      await vi.waitFor(() => expect(before.heard.closed).toHaveLength(1));
      await comeBack();
      const { stream, heard } = await opened(line);
      stream.write(question);
      await vi.waitFor(() => expect(answered(heard)).toBe(true));
      stream.close();
    });

    test('says nothing more after its owner has closed it, and opens anew', async () => {
      const { line, question } = await open();
      const first = await opened(line);
      first.stream.write(question);
      first.stream.close();
      first.stream.write(question);
      const second = await vi.waitFor(() => answering(line, question));
      expect(first.heard).toMatchObject({ bytes: 0, closed: [] });
      second.close();
    });
  });
}
