import { z } from 'zod';
import { fromHex } from '../../protocol/codec/bytes.ts';
import { decode } from '../../protocol/codec/cbor.ts';
import { type PublicKey, readCoseKey } from '../../protocol/token/cose-key.ts';

/** As `ritmeter-phone keygen` prints a key. */
const enrolment = z.object({ coseKey: z.string() });

/**
 * A phone's public key as an operator pastes it: COSE_Key in hexadecimal, or the JSON that `ritmeter-phone keygen` prints.
 * @throws {RangeError} saying what it should be.
 */
export function publicKeyFrom(text: string): PublicKey {
  try {
    const hex = text.trimStart().startsWith('{') ? enrolment.parse(JSON.parse(text)).coseKey : text.trim();
    return readCoseKey(decode(fromHex(hex)));
  } catch (cause) {
    throw new RangeError(
      'It is neither a public COSE_Key in hexadecimal nor the JSON of ritmeter-phone keygen.',
      { cause },
    );
  }
}
