/** What the parent of the two processes of a run says to the one that serves. */
export type ToServer =
  | { readonly kind: 'serve'; readonly what: 'gateway' | 'aedes'; readonly cars: number }
  | { readonly kind: 'memory' }
  | { readonly kind: 'cpu' };

export type FromServer =
  | { readonly kind: 'ready'; readonly port: number; readonly passwords: readonly string[] }
  | { readonly kind: 'memory'; readonly bytes: number }
  /** Of all its threads since it began. */
  | { readonly kind: 'cpu'; readonly microseconds: number };

/** The records of `cars` cars, so many each: one a message, or packed (clause 4.6), `size` a message. */
export interface Journals {
  readonly cars: number;
  readonly records: number;
  readonly size: number;
  /** Messages of so many bytes that mean nothing, instead of records. */
  readonly garbageBytes?: number;
  /** By how much their clocks are wrong. */
  readonly clockErrorDays?: number;
}

/** What the process of the load is asked: to make ready, and then to run. */
export type ToLoad =
  | { readonly kind: 'prepare'; readonly journals: readonly Journals[] }
  | {
      readonly kind: 'run';
      readonly port: number;
      /** Empty where the broker asks for none. */
      readonly passwords: readonly string[];
      readonly fleets: readonly Fleet[];
      /** One client subscribes to everything at QoS 1. */
      readonly subscriber: boolean;
      /** Cars subscribe to their receipts, and are done when the last one covers all records. */
      readonly receipts: boolean;
    }
  | {
      readonly kind: 'connect';
      readonly port: number;
      readonly passwords: readonly string[];
      readonly clients: number;
    };

/** Cars that send the same way. */
export interface Fleet {
  /** Which of the prepared journals, from which car on. */
  readonly journals: number;
  /** Messages without PUBACK that each may have. */
  readonly window: number;
  /** Messages a second that each sends; as many as it can where null. */
  readonly rate: number | null;
  /** Messages that each sends at most; all of its journal where left out. */
  readonly most?: number;
  /** Ends when the others are done. */
  readonly background: boolean;
  /** Never reads what it is sent. */
  readonly readsNothing?: boolean;
}

export interface FleetResult {
  readonly messages: number;
  /** From the first message to the last PUBACK, receipt or delivery. */
  readonly seconds: number;
  /** PUBACK after the message was due, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export type FromLoad =
  | { readonly kind: 'prepared' }
  | { readonly kind: 'done'; readonly fleets: readonly FleetResult[] }
  | { readonly kind: 'connected' }
  | { readonly kind: 'failed'; readonly reason: string };
