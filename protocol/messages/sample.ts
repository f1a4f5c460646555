import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import { MalformedError } from '../errors.ts';
import { maxBatchBytes, maxBatchRecords } from './batch.ts';
import { journalField, metresField, permille, uint, wallTimeField, wordField } from './fields.ts';
import { mapCodec, mapField } from './map.ts';
import { clockQualities, odometerSources } from './words.ts';

const sampleSchema = z.strictObject({
  wallTime: wallTimeField,
  clockQuality: wordField(clockQualities),
  odometerMetres: metresField,
  odometerSource: wordField(odometerSources),
  fuelPermille: permille.optional(),
  /** `Vehicle.LowVoltageBattery.CurrentVoltage` in millivolts. */
  batteryMillivolts: uint.max(60_000).optional(),
});

/** A reading that no bill needs: at most every 15 minutes, not chained, may be lost (D2). */
export type Sample = z.output<typeof sampleSchema>;

const sampleCodec = mapCodec(
  'sample',
  {
    wallTime: 1,
    clockQuality: 2,
    odometerMetres: 3,
    odometerSource: 4,
    fuelPermille: 5,
    batteryMillivolts: 6,
  },
  sampleSchema,
);

const sampleField = mapField(sampleCodec);

const batchSchema = z.strictObject({
  journal: journalField,
  firstSeq: uint.min(1),
  samples: z.array(sampleField).min(1).max(maxBatchRecords),
});

/** Samples on their way to the gateway (clause 4.4), with a seq of their own. */
export type SampleBatch = z.output<typeof batchSchema>;

const batchCodec = mapCodec('sample batch', { journal: 1, firstSeq: 2, samples: 3 }, batchSchema);

export const encodeSampleBatch = (batch: SampleBatch): Uint8Array => encode(batchCodec.write(batch));

/** @throws {MalformedError} */
export function decodeSampleBatch(bytes: Uint8Array): SampleBatch {
  if (bytes.length > maxBatchBytes) throw new MalformedError(`sample batch: over ${maxBatchBytes} bytes`);
  return batchCodec.read(decode(bytes));
}
