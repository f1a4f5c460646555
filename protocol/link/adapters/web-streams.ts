import type { ByteStream, ByteStreamEvents, Transport } from '../../byte-stream.ts';
import { messageOf } from '../../errors.ts';
import { lineUnavailable } from './line-fault.ts';
import { Outgoing } from './outgoing.ts';

/** Both directions of a byte stream as Web Streams: a port of Web Serial, or `Duplex.toWeb(socket)` in Node. */
export interface StreamPair {
  readonly readable: { getReader(): StreamReader };
  readonly writable: { getWriter(): StreamWriter };
}
interface StreamReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<unknown>;
}
interface StreamWriter {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Serial lines, TCP and whatever else comes as Web Streams; `connect` makes a new pair each time. */
export const streamsTransport = (connect: () => Promise<StreamPair>): Transport => ({
  async open(events) {
    try {
      return streamOver(await connect(), events);
    } catch (cause) {
      throw lineUnavailable('streams', messageOf(cause), cause);
    }
  },
});

function streamOver({ readable, writable }: StreamPair, events: ByteStreamEvents): ByteStream {
  let listener: ByteStreamEvents | null = events;
  const reader = readable.getReader();
  const writer = writable.getWriter();
  const end = (reason: string): void => {
    const told = listener;
    listener = null;
    reader.cancel().catch(() => {});
    void outgoing.drained().then(() => writer.close().catch(() => {}));
    told?.closed(reason);
  };
  const outgoing = new Outgoing((piece) => writer.write(piece), end);
  const hear = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (value !== undefined) listener?.data(value);
    }
  };
  hear().then(
    () => end('the other end closed the connection'),
    (thrown: unknown) => end(messageOf(thrown)),
  );
  return {
    write: (bytes) => outgoing.add(bytes),
    close() {
      listener = null;
      end('');
    },
  };
}
