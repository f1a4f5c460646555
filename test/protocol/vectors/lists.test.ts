import { expect, it } from 'vitest';
import { judgeList, type ListContext, noListsYet } from '../../../device/access/lists.ts';
import { createVerifier } from '../../../device/access/signatures.ts';
import { keyIdOf } from '../../../device/keys.ts';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { carId } from '../../../protocol/ids.ts';
import { issuerIn, readVectors } from './read-vectors.ts';
import { listFile } from './vector-format.ts';

const { car, root: x, vectors } = readVectors('lists.json', listFile);
const root = { kind: 'Ed25519', x: fromHex(x) } as const;

const context: ListContext = {
  car: carId(car.name),
  root: { key: root, keyId: keyIdOf(root) },
  issuers: car.issuers.map(issuerIn),
  keyIdOf,
  verify: createVerifier(),
};

it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
  let lists = noListsYet;
  const outcomes = vector.lists.map(({ list, signed }) => {
    const step = judgeList(lists, { list, signed: fromHex(signed) }, context);
    lists = step.lists;
    return step.outcome;
  });
  expect(outcomes).toEqual(vector.lists.map(({ outcome }) => outcome));
});
