import { EventEmitter } from 'node:events';
import { read as readWithCallback } from 'node:fs';
import { promisify } from 'node:util';
import type { LineEcho } from './line-echo.ts';

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
  write: (buffer: Buffer) => Promise<void>;
}

/**
 * The library's binding without two of its faults. What follows from an event would wait for the next timer from Node
 * 26.4 on, because the native code calls back without a microtask checkpoint (serialport/bindings-cpp, pull request
 * 239). And of an adapter that is pulled out while it is being read, reading would go on for ever: the system then
 * answers with 0 bytes, which the library takes for "try again".
 * @param makeEcho of a line on which what is written may come back
 */
export const soundBinding = (binding: SerialBinding, makeEcho?: () => LineEcho): SerialBinding => ({
  list: () => binding.list(),
  async open(options) {
    const port = await binding.open(options);
    if (!isUnix(port)) return port;
    for (const event of ['readable', 'writable', 'disconnect']) port.poller.on(event, takeTurn);
    const echo = makeEcho?.();
    port.read = (buffer, offset, length) => readFrom(port, buffer, offset, length, echo);
    if (echo !== undefined) listenFor(echo, port);
    return port;
  },
});

const isUnix = (port: object): port is UnixPort =>
  'fd' in port &&
  'read' in port &&
  'write' in port &&
  'poller' in port &&
  port.poller instanceof EventEmitter;

/** Microtasks run after it. */
const takeTurn = (): void => void setImmediate(() => {});

function listenFor(echo: LineEcho, port: UnixPort): void {
  const write = port.write.bind(port);
  port.write = (buffer) => {
    echo.wrote(buffer);
    return write(buffer);
  };
}

async function readFrom(port: UnixPort, buffer: Buffer, offset: number, length: number, echo?: LineEcho) {
  while (port.fd !== null) {
    try {
      const room = length - (echo?.heldBytes ?? 0);
      const { bytesRead } = await read(port.fd, buffer, offset, room, null);
      if (bytesRead === 0) throw new Error('the serial device was unplugged');
      const heard = passedOn(buffer, offset, bytesRead, echo);
      if (heard > 0) return { buffer, bytesRead: heard };
      continue;
    } catch (thrown) {
      if (!isNothingYet(thrown)) throw thrown;
    }
    await readable(port);
  }
  throw Object.assign(new Error('the port was closed'), { canceled: true });
}

/** How many bytes there are now without the unit's own. */
function passedOn(buffer: Buffer, offset: number, bytesRead: number, echo: LineEcho | undefined): number {
  if (echo === undefined) return bytesRead;
  const heard = echo.heard(buffer.subarray(offset, offset + bytesRead));
  buffer.set(heard.slice(), offset);
  return heard.length;
}

const isNothingYet = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'EAGAIN' || thrown.code === 'EINTR');

/** Rejects with what the poller says in place of the event, such as that polling was cancelled. */
const readable = ({ fd, poller }: UnixPort): Promise<void> =>
  new Promise((resolve, reject) => {
    if (fd === null) resolve();
    else poller.once('readable', (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
