import { expect, it } from 'vitest';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { decodeRentalReceipt } from '../../../protocol/link/rental-receipt.ts';
import { nodeCrypto } from '../../../simulator/phone/node-crypto.ts';
import { countingRandom } from '../../support/random.ts';
import { readVectors } from './read-vectors.ts';
import { receiptFile } from './vector-format.ts';

const { verifyCar } = nodeCrypto(countingRandom(), () => new Uint8Array());

async function isGenuine(signed: Uint8Array, carKey: Uint8Array): Promise<boolean> {
  try {
    const { signedBytes, signature } = decodeRentalReceipt(signed);
    return await verifyCar(carKey, signedBytes, signature);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return false;
    throw thrown;
  }
}

it.each(
  readVectors('receipts.json', receiptFile).vectors.map(
    (vector) => [vector.verdict, vector.name, vector] as const,
  ),
)('%s: %s', async (verdict, _, { receipt, carKey }) => {
  const genuine = await isGenuine(fromHex(receipt), fromHex(carKey));
  expect(genuine ? 'genuine' : 'refused').toBe(verdict);
});
