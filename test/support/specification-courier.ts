import { Fault } from '../../protocol/errors.ts';
import {
  decodeRentalReceipt,
  encodeRentalReceipt,
  type RentalReceipt,
} from '../../protocol/link/rental-receipt.ts';
import { encodeBatch } from '../../protocol/messages/batch.ts';
import { decodeParcel, encodeParcel, type Parcel } from '../../protocol/messages/parcel.ts';
import { agreementKey } from '../../protocol/node-agreement.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';
import { parcelOf } from './parcels.ts';
import { type Example, example } from './specification-example.ts';
import { car, carKey, driver, journal, morning, reservation, secrets } from './specification-keys.ts';
import { linkAfter, recordExamples } from './specification-records.ts';

const at = (minute: number) => epochMilliseconds(morning + minute * 60_000);

/** What the phone keeps of the rental in the records 3 to 5 of the examples. */
const receipt: RentalReceipt = {
  car,
  reservation,
  subject: driver,
  moment: 'ended',
  openedAt: at(30),
  at: at(78),
  clockQuality: 'gnss',
  openedOdometerMetres: metres(48_210_700),
  odometerMetres: metres(48_233_966),
  trips: [{ startedAt: at(33), endedAt: at(75), distanceMetres: metres(23_266) }],
  openedFuelPermille: 750,
  fuelPermille: 710,
  keyInHolder: true,
  fuelCardInHolder: true,
  missing: [],
  journal,
  fromSeq: 3,
  throughSeq: 5,
  link: linkAfter(5),
};

function readReceipt(bytes: Uint8Array): RentalReceipt {
  const read = decodeRentalReceipt(bytes);
  if (carKey.verify(read.signedBytes, read.signature)) return read.receipt;
  throw new Fault({ code: 'not-authentic', blame: 'sender' }, 'not by the car');
}

const batch = encodeBatch({
  journal,
  firstSeq: 3,
  records: recordExamples.slice(2, 5).map(({ bytes }) => bytes),
});
const gatewayPoint = agreementKey(secrets['gateway scalar (P-256)']).publicKey;

/** Clauses 12.6 and 12.7. */
export const courierExamples: readonly Example[] = [
  example('rental-receipt', receipt, (fields) => encodeRentalReceipt(fields, carKey.sign), readReceipt),
  example<Parcel>(
    'parcel',
    decodeParcel(parcelOf(car, [batch], gatewayPoint, secrets['car agreement scalar (P-256)'])),
    encodeParcel,
    decodeParcel,
  ),
];
