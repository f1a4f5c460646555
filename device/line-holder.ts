import { messageOf } from '../protocol/errors.ts';
import type { ByteStream, ByteStreamEvents, Line } from './ports.ts';

/** Who works with a line. */
export interface LineOwner {
  opened(): void;
  data(bytes: Uint8Array): void;
  /** Also when it could not be opened; not after the owner's own `close`. */
  closed(reason: string): void;
}

/** At most one open stream of a line; what an older one still says is not heard. */
export interface LineHolder {
  open(speed?: number): void;
  /** Dropped where the line is not open. */
  write(bytes: Uint8Array): void;
  close(): void;
}

export function createLineHolder(line: Line, owner: LineOwner): LineHolder {
  let stream: ByteStream | undefined;
  /** The attempt whose events count; a number that no attempt has while none does. */
  let current = 0;

  const closed = (attempt: number, reason: string): void => {
    if (attempt !== current) return;
    current++;
    stream = undefined;
    owner.closed(reason);
  };

  const open = async (attempt: number, speed?: number): Promise<void> => {
    let opened: ByteStream;
    try {
      const events: ByteStreamEvents = {
        data: (bytes) => void (attempt === current && owner.data(bytes)),
        closed: (reason) => closed(attempt, reason),
      };
      opened = await (speed === undefined ? line.open(events) : line.open(events, speed));
    } catch (error) {
      closed(attempt, messageOf(error));
      return;
    }
    if (attempt !== current) return opened.close();
    stream = opened;
    owner.opened();
  };

  return {
    open: (speed) => void open(++current, speed),
    write: (bytes) => stream?.write(bytes),
    close() {
      current++;
      stream?.close();
      stream = undefined;
    },
  };
}
