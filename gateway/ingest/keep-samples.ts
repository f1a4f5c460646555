import type { CarId } from '../../protocol/ids.ts';
import type { SampleBatch } from '../../protocol/messages/sample.ts';
import type { Storage } from '../storage/storage.ts';

/** Stores a batch of samples. @returns how many of them were not there yet */
export function keepSamples(
  storage: Storage,
  car: CarId,
  { journal, firstSeq, samples }: SampleBatch,
): number {
  let fresh = 0;
  for (const [at, sample] of samples.entries()) {
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
    if (isFresh) fresh++;
  }
  return fresh;
}
