/** An open byte stream: serial line, Bluetooth UART, TCP or WebSocket. Bytes come in fragments of any size. */
export interface ByteStream {
  /** Hands bytes on; never throws. What cannot be sent any more is dropped, and `closed` comes. */
  write(bytes: Uint8Array): void;
  close(): void;
}

/** What a byte stream tells its owner. After `closed` nothing more comes. */
export interface ByteStreamEvents {
  data(bytes: Uint8Array): void;
  closed(reason: string): void;
}

/** A way to the other end of a byte stream, to be gone as often as wanted. */
export interface Transport {
  /** @throws {Fault} `line-unavailable`, temporary, when it cannot be opened now. */
  open(events: ByteStreamEvents): Promise<ByteStream>;
}
