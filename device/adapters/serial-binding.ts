import { EventEmitter } from 'node:events';
import { read as readWithCallback } from 'node:fs';
import { promisify } from 'node:util';

const read = promisify(readWithCallback);

/** What of the serial library's bindings, one for each operating system, is used here. */
export interface SerialBinding {
  list(): Promise<unknown>;
  open(options: { readonly path: string; readonly baudRate: number }): Promise<object>;
}

/** An open port as the bindings for Linux and macOS give it. */
interface UnixPort {
  readonly fd: number | null;
  /** Its `once` asks for the event as well. */
  readonly poller: EventEmitter;
  read: (buffer: Buffer, offset: number, length: number) => Promise<{ buffer: Buffer; bytesRead: number }>;
}

/**
 * The library's binding without two of its faults. What follows from an event would wait for the next timer from Node
 * 26.4 on, because the native code calls back without a microtask checkpoint (serialport/bindings-cpp, pull request
 * 239). And of an adapter that is pulled out while it is being read, reading would go on for ever: the system then
 * answers with 0 bytes, which the library takes for "try again".
 */
export const soundBinding = (binding: SerialBinding): SerialBinding => ({
  list: () => binding.list(),
  async open(options) {
    const port = await binding.open(options);
    if (!isUnix(port)) return port;
    for (const event of ['readable', 'writable', 'disconnect']) port.poller.on(event, takeTurn);
    port.read = (buffer, offset, length) => readFrom(port, buffer, offset, length);
    return port;
  },
});

const isUnix = (port: object): port is UnixPort =>
  'fd' in port && 'read' in port && 'poller' in port && port.poller instanceof EventEmitter;

/** Microtasks run after it. */
const takeTurn = (): void => void setImmediate(() => {});

async function readFrom(port: UnixPort, buffer: Buffer, offset: number, length: number) {
  while (port.fd !== null) {
    try {
      const { bytesRead } = await read(port.fd, buffer, offset, length, null);
      if (bytesRead > 0) return { buffer, bytesRead };
      throw new Error('the serial device was unplugged');
    } catch (thrown) {
      if (!isNothingYet(thrown)) throw thrown;
    }
    await readable(port);
  }
  throw Object.assign(new Error('the port was closed'), { canceled: true });
}

const isNothingYet = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'EAGAIN' || thrown.code === 'EINTR');

/** Rejects with what the poller says in place of the event, such as that polling was cancelled. */
const readable = ({ fd, poller }: UnixPort): Promise<void> =>
  new Promise((resolve, reject) => {
    if (fd === null) resolve();
    else poller.once('readable', (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
