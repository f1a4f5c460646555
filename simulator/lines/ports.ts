import type { Line } from '../../device/ports.ts';
import type { Clock, Random, Timers } from '../../protocol/runtime.ts';

/** A line that other processes can reach. */
export interface ServedLine {
  readonly port: number;
  close(): Promise<void>;
}

/** Pseudo-terminals: to other processes, serial devices. One that dies is put back under its name. */
export interface Terminals {
  /** Puts a line behind a terminal, and gives its path. The line is open while another process has the terminal open. */
  serve(line: Line, name: string): Promise<string>;
  /** Two terminals, each the other's far end, and their paths. */
  join(name: string, otherName: string): Promise<readonly [string, string]>;
  close(): Promise<void>;
}

/** What the bench car gets from outside. */
export interface LinesPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Puts a line behind a TCP port; 0 is any free one. @throws {Fault} `port-taken` or `address-unavailable`. */
  serve(line: Line, host: string, port: number): Promise<ServedLine>;
  /**
   * Begins with terminals in a folder, which is made where it is missing; in a new one where none is named.
   * @throws {Fault} `terminals-unavailable`
   */
  openTerminals(folder: string | undefined): Promise<Terminals>;
  /** The lines of a file, or of standard input without one. @throws {Fault} `file-unreadable`. */
  readLines(file: string | undefined): AsyncIterable<string>;
  /** Writes new files of mode 0600 to a folder, which is made where it is missing. @throws {Fault} `file-unwritable`. */
  writeNew(folder: string, files: readonly { readonly name: string; readonly text: string }[]): Promise<void>;
  /** A line for standard output. */
  print(line: string): void;
  /** A line for standard error. */
  complain(line: string): void;
  /** Aborted when the program is to end: Ctrl-C, SIGTERM, nobody reads any more. */
  stopping(): AbortSignal;
}
