import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SerialPhones } from '../../../device/adapters/serial-phones.ts';
import type { ByteStream, ByteStreamEvents, Line } from '../../../device/ports.ts';
import { Fault } from '../../../protocol/errors.ts';
import { silentLog } from '../../../protocol/runtime.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A UART that a test can pull out, with the phones at its far end. */
class Uart implements Line {
  isPresent = true;
  opened = 0;
  sent = '';
  events: ByteStreamEvents | null = null;

  async open(events: ByteStreamEvents): Promise<ByteStream> {
    if (!this.isPresent) {
      throw new Fault({ code: 'line-unavailable', blame: 'environment', temporary: true }, 'not there');
    }
    this.opened += 1;
    this.events = events;
    return {
      write: (bytes) => {
        this.sent += Buffer.from(bytes).toString();
      },
      close: () => {
        this.events = null;
      },
    };
  }

  says(text: string): void {
    this.events?.data(new TextEncoder().encode(text));
  }

  pull(): void {
    this.isPresent = false;
    this.events?.closed('pulled out');
    this.events = null;
  }
}

/** A car that notes what it hears on each connection. */
function listening() {
  const uart = new Uart();
  const phones = new SerialPhones(uart, silentLog);
  const connections: { stream: ByteStream; heard: string; closed: string[] }[] = [];
  const listen = () =>
    phones.listen((stream) => {
      const connection = { stream, heard: '', closed: [] as string[] };
      connections.push(connection);
      return {
        data: (bytes) => {
          connection.heard += Buffer.from(bytes).toString();
        },
        closed: (reason) => void connection.closed.push(reason),
      };
    });
  listen();
  return { uart, phones, connections, listen };
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('phones behind one UART', () => {
  test('are one connection, which begins with the first bytes and lasts', async () => {
    const { uart, connections } = listening();
    await settled();
    expect(connections).toHaveLength(0);
    uart.says('hello');
    uart.says(' hello');
    connections[0]?.stream.write(bytes('welcome'));
    expect(connections).toMatchObject([{ heard: 'hello hello' }]);
    expect(uart.sent).toBe('welcome');
  });

  test('get a new connection with their next bytes when the car has ended one; the line stays open', async () => {
    const { uart, connections } = listening();
    await settled();
    uart.says('one');
    connections[0]?.stream.close();
    uart.says('two');
    connections[0]?.stream.write(bytes('late'));
    expect(connections).toMatchObject([
      { heard: 'one', closed: [] },
      { heard: 'two', closed: [] },
    ]);
    expect(uart).toMatchObject({ opened: 1, sent: '' });
  });

  test('lose their connection with the line, and come back with it', async () => {
    const { uart, connections } = listening();
    await settled();
    uart.says('one');
    uart.pull();
    expect(connections).toMatchObject([{ closed: ['pulled out'] }]);
    await vi.advanceTimersByTimeAsync(10_000);
    uart.isPresent = true;
    await vi.advanceTimersByTimeAsync(1_000);
    uart.says('two');
    expect(connections).toMatchObject([{ closed: ['pulled out'] }, { heard: 'two' }]);
  });

  test('are heard from the moment on that their line is there', async () => {
    const { uart, phones, connections, listen } = listening();
    await phones.close();
    uart.isPresent = false;
    listen();
    await vi.advanceTimersByTimeAsync(60_000);
    uart.isPresent = true;
    await vi.advanceTimersByTimeAsync(1_000);
    uart.says('hello');
    expect(connections).toMatchObject([{ heard: 'hello' }]);
  });

  test('are told of the end of listening, and heard again after the next listen', async () => {
    const { uart, phones, connections, listen } = listening();
    await settled();
    uart.says('one');
    await phones.close();
    expect(connections).toMatchObject([{ closed: [expect.stringMatching(/shutting down/)] }]);
    expect(uart.events).toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(uart.opened).toBe(1);
    listen();
    await settled();
    uart.says('two');
    expect(connections).toMatchObject([{ heard: 'one' }, { heard: 'two' }]);
  });
});
