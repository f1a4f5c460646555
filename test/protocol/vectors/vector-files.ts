import { toHex } from '../../../protocol/codec/bytes.ts';
import { carKey, rootKey } from '../../support/specification-keys.ts';
import { carDialogues, odometerMetres } from './car-dialogues.ts';
import { usualCar } from './car-state.ts';
import { frameVectors } from './frame-vectors.ts';
import { judgedClaims } from './judged-claims.ts';
import { judgedTokens } from './judged-tokens.ts';
import { keyVectors, namedKeys } from './key-vectors.ts';
import { listVectors } from './list-vectors.ts';
import { malformedTokens } from './malformed-tokens.ts';
import { cborVectors } from './other-cbor.ts';
import { phoneDialogues } from './phone-dialogues.ts';
import { receiptVectors } from './receipt-vectors.ts';
import { rentalVectors } from './rental-vectors.ts';
import { carScalar, drawnNonce, phoneScalar } from './talk.ts';
import { tokenOf } from './token-vector.ts';

const { name, issuers, time, clockQuality } = usualCar;
const firstOf = (count: number, draw: (turn: number) => Uint8Array): string[] =>
  Array.from({ length: count }, (_, turn) => toHex(draw(turn)));

/** What stands in `protocol/vectors`, by file. */
const contents = {
  'cbor.json': { vectors: cborVectors },
  'keys.json': { pairs: namedKeys, vectors: keyVectors },
  'tokens.json': { car: usualCar, vectors: [...judgedTokens, ...judgedClaims, ...malformedTokens] },
  'rentals.json': { vectors: rentalVectors },
  'lists.json': { car: { name, issuers }, root: toHex(rootKey.publicKey.x), vectors: listVectors },
  'frames.json': { vectors: frameVectors },
  'car-dialogues.json': {
    car: { name, issuers, time, clockQuality },
    odometerMetres,
    draws: { scalars: firstOf(4, carScalar), nonces: firstOf(6, drawnNonce) },
    vectors: carDialogues,
  },
  'phone-dialogues.json': {
    token: toHex(tokenOf()),
    carKey: toHex(carKey.publicKey.x),
    agreementScalar: toHex(phoneScalar(0)),
    vectors: phoneDialogues,
  },
  'receipts.json': { vectors: receiptVectors },
} as const;

/** The files as they are written: the same bytes each time. */
export const vectorFiles: ReadonlyMap<string, string> = new Map(
  Object.entries(contents).map(([file, content]) => [file, `${JSON.stringify(content, null, 1)}\n`]),
);
