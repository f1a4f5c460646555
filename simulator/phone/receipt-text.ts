import { createPublicKey, verify } from 'node:crypto';
import { concat, fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { Fault, messageOf } from '../../protocol/errors.ts';
import { readKeptReceipt } from '../../protocol/link/kept-receipt.ts';
import { decodeRentalReceipt, type RentalReceipt } from '../../protocol/link/rental-receipt.ts';
import { checklistWords } from './plain-words.ts';

/** SubjectPublicKeyInfo of an Ed25519 point (RFC 8410 §4) up to the point itself. */
const spkiPrefix = fromHex('302a300506032b6570032100');

/** @throws {Fault} `receipt-invalid`, naming the file: not a receipt, or not signed by that car. */
export function readReceipt(text: string, fileName: string): RentalReceipt {
  const { carKey, receipt, signedBytes, signature } = decoded(text, fileName);
  const spki = Buffer.from(concat(spkiPrefix, carKey));
  if (!verify(null, signedBytes, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature))
    throw invalid(fileName, 'the signature is not of the car');
  return receipt;
}

function decoded(text: string, fileName: string) {
  try {
    const { signed, carKey } = readKeptReceipt(text);
    return { carKey, ...decodeRentalReceipt(signed) };
  } catch (cause) {
    throw invalid(fileName, messageOf(cause));
  }
}

const invalid = (fileName: string, why: string): Fault =>
  new Fault({ code: 'receipt-invalid', blame: 'environment' }, `${fileName}: ${why}`);

/** A receipt as its owner reads it. */
export function receiptText(receipt: RentalReceipt): string {
  const { car, reservation, moment, openedAt, at, clockQuality, trips, missing } = receipt;
  const { openedOdometerMetres, odometerMetres, openedFuelPermille, fuelPermille } = receipt;
  const { keyInHolder, fuelCardInHolder, journal, fromSeq, throughSeq } = receipt;
  return [
    `${car}, reservation ${reservation}: ${moment}`,
    `  opened    ${timeText(openedAt)}  odometer ${kilometres(openedOdometerMetres)}${fuelText(openedFuelPermille)}`,
    `  ${moment.padEnd(8)}  ${timeText(at)}  odometer ${kilometres(odometerMetres)}${fuelText(fuelPermille)}  (clock: ${clockQuality})`,
    ...trips.map(
      (trip) =>
        `  trip      ${timeText(trip.startedAt)} to ${timeText(trip.endedAt)}  ${kilometres(trip.distanceMetres)}`,
    ),
    `  key ${holderText(keyInHolder)}, fuel card ${holderText(fuelCardInHolder)}`,
    ...missing.map((item) => `  not done  ${checklistWords[item]}`),
    `  rests on records ${fromSeq} to ${throughSeq} of journal ${journal}; signed by the car`,
  ].join('\n');
}

/** The same for programs. */
export const receiptJson = (receipt: RentalReceipt) => ({ ...receipt, link: toHex(receipt.link) });

const timeText = (time: number): string => new Date(time).toISOString();
const kilometres = (metres: number): string => `${(metres / 1000).toFixed(1)} km`;
const fuelText = (permille: number | undefined): string =>
  permille === undefined ? '' : `  fuel ${(permille / 10).toFixed(1)} %`;
const holderText = (isIn: boolean): string => (isIn ? 'in its holder' : 'taken');
