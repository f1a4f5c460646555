import type { CarId } from '../../protocol/ids.ts';
import type { Storage } from '../storage/storage.ts';
import { type JournalLimits, JournalRoom } from './journal-room.ts';
import { type QuarantineLimits, QuarantineRoom } from './quarantine-room.ts';
import { Room } from './room.ts';
import { type UnsignedLimits, UnsignedRooms } from './unsigned-rooms.ts';

/** How much of what cannot be read, and how many samples, are kept of each car (D13). */
export interface RawLimits {
  readonly mostRejectedMessages: number;
  readonly mostRejectedBytes: number;
  readonly mostSamples: number;
}

/** What is kept of a car. */
export type CarLimits = RawLimits & QuarantineLimits & JournalLimits & UnsignedLimits;

/** The bounds of one car. What came first is kept: nothing that comes later can push it out. */
export interface CarRooms {
  /** What nobody can read: the first of it shows the cause. */
  readonly rejected: Room;
  readonly quarantine: QuarantineRoom;
  readonly journals: JournalRoom;
  readonly unsigned: UnsignedRooms;
  readonly samples: Room;
}

export function roomsOf(storage: Storage, car: CarId, limits: CarLimits): CarRooms {
  const { setAside, samples } = storage;
  const rejected = { count: limits.mostRejectedMessages, bytes: limits.mostRejectedBytes };
  return {
    rejected: new Room(() => setAside.keptOf(car), rejected),
    quarantine: new QuarantineRoom(storage, car, limits),
    journals: new JournalRoom(storage, car, limits),
    unsigned: new UnsignedRooms(storage, car, limits),
    samples: new Room(() => ({ count: samples.amount(car), bytes: 0 }), {
      count: limits.mostSamples,
      bytes: 0,
    }),
  };
}
