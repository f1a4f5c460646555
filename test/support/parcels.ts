import { concat } from '../../protocol/codec/bytes.ts';
import type { CarId } from '../../protocol/ids.ts';
import {
  encodeParcel,
  encodeParcelContent,
  parcelInfo,
  parcelNonce,
} from '../../protocol/messages/parcel.ts';
import { agreementKey, derivedKey, sealWith } from '../../protocol/node-agreement.ts';

/** A parcel as a car packs it, or as anyone who knows the gateway's point may. */
export function parcelOf(
  car: CarId,
  batches: readonly Uint8Array[],
  gatewayPoint: Uint8Array,
  scalar = new Uint8Array(32).fill(11),
): Uint8Array {
  const own = agreementKey(scalar);
  const secret = own.secretWith(gatewayPoint) ?? new Uint8Array(32);
  const key = derivedKey(secret, concat(own.publicKey, gatewayPoint), parcelInfo);
  const ciphertext = sealWith(key, parcelNonce, encodeParcelContent(batches));
  return encodeParcel({ car, agreementKey: own.publicKey, ciphertext });
}
