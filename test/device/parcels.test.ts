import { describe, expect, it } from 'vitest';
import { packParcel } from '../../device/parcels.ts';
import { concat } from '../../protocol/codec/bytes.ts';
import { reservationId } from '../../protocol/ids.ts';
import { decodeBatch } from '../../protocol/messages/batch.ts';
import {
  decodeParcel,
  decodeParcelContent,
  maxParcelBytes,
  parcelInfo,
  parcelNonce,
} from '../../protocol/messages/parcel.ts';
import { decodeRecord } from '../../protocol/messages/record.ts';
import { type AgreementKey, agreementKey, derivedKey, openWith } from '../../protocol/node-agreement.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { closed, lockChanged, opened, sealedByAge } from '../support/journeys.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { countingRandom } from '../support/random.ts';
import { claims } from './access/judging.ts';
import { accessParts } from './access-parts.ts';

const gateway = agreementKey(new Uint8Array(32).fill(7));
const own = reservationId('00000000000000aa');
const other = reservationId('00000000000000bb');

function carBench() {
  const { clock, timers } = createManualClock();
  const { recorder, journal } = accessParts({ clock, timers, disk: new SimulatedDisk().mount() });
  const pack = async (reservation = own, gatewayKey: Uint8Array | null = gateway.publicKey) => {
    await recorder.synced();
    const car = claims.audience;
    return packParcel({ car, random: countingRandom(), recorder, journal, gatewayKey }, reservation);
  };
  return { recorder, pack };
}

/** The numbers of the records inside, as the gateway finds them. */
function seqsIn(parcel: Uint8Array | null, key: AgreementKey = gateway): readonly number[] | null {
  if (parcel === null) return expect.fail('nothing to carry');
  const { agreementKey: point, ciphertext } = decodeParcel(parcel);
  const secret = key.secretWith(point) ?? expect.fail('no secret');
  const content = openWith(
    derivedKey(secret, concat(point, key.publicKey), parcelInfo),
    parcelNonce,
    ciphertext,
  );
  if (content === null) return null;
  return decodeParcelContent(content).flatMap((batch) =>
    decodeBatch(batch).records.map((record) => decodeRecord(record).header.seq),
  );
}

describe('what a phone may carry (clause 12.7)', () => {
  it('is its own rental from the opening to the end, and nothing before or after', async () => {
    const { recorder, pack } = carBench();
    recorder.record(opened(other), lockChanged, closed(other, 0));
    recorder.record(lockChanged, opened(own), lockChanged, closed(own, 0), lockChanged, sealedByAge);
    expect(seqsIn(await pack())).toEqual([5, 6, 7]);
    expect(await pack(other)).toBeNull();
    recorder.record(opened(other));
    expect(seqsIn(await pack())).toEqual([5, 6, 7]);
  });

  it('is, while the rental goes on, what the car has signed', async () => {
    const { recorder, pack } = carBench();
    recorder.record(opened(own), lockChanged);
    expect(seqsIn(await pack())).toEqual([1]);
    recorder.record(sealedByAge, lockChanged);
    expect(seqsIn(await pack())).toEqual([1, 2, 3]);
  });

  it('is at most 64 kB, up to a signature', async () => {
    const { recorder, pack } = carBench();
    recorder.record(opened(own));
    for (let hour = 0; hour < 60; hour++) recorder.record(...Array(9).fill(lockChanged), sealedByAge);
    const parcel = await pack();
    expect(parcel?.length).toBeLessThanOrEqual(maxParcelBytes);
    expect(parcel?.length).toBeGreaterThan(maxParcelBytes * 0.9);
    const seqs = seqsIn(parcel) ?? [];
    expect((seqs.length - 1) % 10).toBe(0);
    expect(seqs).toEqual(Array.from(seqs, (_, at) => at + 1));
  });

  it('can be read by the gateway alone, and goes to none whose key the car does not know', async () => {
    const { recorder, pack } = carBench();
    recorder.record(opened(own), sealedByAge);
    expect(seqsIn(await pack(), agreementKey(new Uint8Array(32).fill(8)))).toBeNull();
    expect(await pack(own, null)).toBeNull();
  });
});
