import type { CarId } from '../../protocol/ids.ts';
import type { SampleBatch } from '../../protocol/messages/sample.ts';
import type { Storage } from '../storage/storage.ts';
import type { Room } from './room.ts';

/** What came of a batch of samples: how many were not there yet, and of how many there was no room to look. */
export interface KeptSamples {
  readonly fresh: number;
  readonly notKept: number;
}

/** Stores a batch of samples. */
export function keepSamples(
  storage: Storage,
  car: CarId,
  room: Room,
  { journal, firstSeq, samples }: SampleBatch,
): KeptSamples {
  let fresh = 0;
  let notKept = 0;
  for (const [at, sample] of samples.entries()) {
    if (!room.has(0)) {
      notKept++;
      continue;
    }
    const isFresh = storage.samples.insert({
      car,
      journal,
      seq: firstSeq + at,
      wallTime: sample.wallTime,
      clockQuality: sample.clockQuality,
      odometerMetres: sample.odometerMetres,
      odometerSource: sample.odometerSource,
      fuelPermille: sample.fuelPermille ?? null,
      batteryMillivolts: sample.batteryMillivolts ?? null,
    });
    if (!isFresh) continue;
    room.taken(0);
    fresh++;
  }
  return { fresh, notKept };
}
