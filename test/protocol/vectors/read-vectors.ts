import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { Issuer } from '../../../device/access/issuers.ts';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { decode } from '../../../protocol/codec/cbor.ts';
import { issuerId, keyId } from '../../../protocol/ids.ts';
import { algorithmOf } from '../../../protocol/token/algorithm.ts';
import { readCoseKey } from '../../../protocol/token/cose-key.ts';
import type { CarState } from './vector-format.ts';

const folder = new URL('../../../protocol/vectors/', import.meta.url);

export const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

/** A file as it is checked in. */
export const readVectors = <Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> =>
  schema.parse(JSON.parse(textOf(file)));

/** An issuer as the car has it. @throws where the file is no such description */
export function issuerIn({
  issuer,
  keyId: id,
  algorithm,
  key,
  ...entry
}: CarState['issuers'][number]): Issuer {
  const pinned = algorithmOf(algorithm);
  if (pinned === null) throw new Error(`${issuer}: algorithm ${algorithm}`);
  return {
    ...entry,
    issuer: issuerId(issuer),
    keyId: keyId(id),
    algorithm: pinned,
    key: readCoseKey(decode(fromHex(key))),
  };
}
