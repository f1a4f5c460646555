import type { ByteStream, ByteStreamEvents, Line } from '../../device/ports.ts';

/** Sees the bytes of a line: `in` comes from the car, `out` goes to it. */
export type LineTap = (direction: 'in' | 'out', bytes: Uint8Array) => void;

/** A line whose bytes are seen by a tap. */
export function tracedLine(line: Line, tap: LineTap): Line {
  const { speeds } = line;
  return {
    ...(speeds === undefined ? {} : { speeds }),
    open: async (events, speed) => tracedStream(await line.open(tracedEvents(events, tap), speed), tap),
  };
}

const tracedEvents = (events: ByteStreamEvents, tap: LineTap): ByteStreamEvents => ({
  data(bytes) {
    tap('in', bytes);
    events.data(bytes);
  },
  closed: (reason) => events.closed(reason),
});

const tracedStream = (stream: ByteStream, tap: LineTap): ByteStream => ({
  write(bytes) {
    tap('out', bytes);
    stream.write(bytes);
  },
  close: () => stream.close(),
});
