import { expect, it } from 'vitest';
import type { Issuer } from '../../device/access/issuers.ts';
import { encode } from '../../protocol/codec/cbor.ts';
import { CborTag } from '../../protocol/codec/value.ts';
import { decodeEnvelope } from '../../protocol/token/envelope.ts';
import { encodeToken } from '../../protocol/token/token.ts';
import { deterministicP256, otherP256Signature } from '../support/deterministic-p256.ts';
import { claims, issuer } from './access/judging.ts';
import { accessBench } from './access-bench.ts';

const key = deterministicP256(new Uint8Array(32).fill(4));
const elliptic: Issuer = { ...issuer, keyId: key.keyId, algorithm: 'ESP256', key: key.publicKey };
const token = encodeToken({ ...claims, rights: { ...claims.rights, uses: 1 } }, key);
const { protectedBytes, payload, seal } = decodeEnvelope('sign1', token);
/** Other bytes, as good as the first: anybody can make them. */
const twin = encode(new CborTag(18, [protectedBytes, new Map(), payload, otherP256Signature(seal)]));

it('a token under the other s of its signature is the same token: its uses are counted by its id (clause 1.6)', async () => {
  const bench = accessBench({ issuers: [elliptic] });
  expect(twin).not.toEqual(token);
  expect(await bench.ask('unlock', token)).toMatchObject({ verdict: 'granted' });
  expect(await bench.ask('unlock', twin)).toMatchObject({ verdict: 'uses-exhausted' });
});

it('either s opens (clause 1.6)', async () => {
  expect(await accessBench({ issuers: [elliptic] }).ask('unlock', twin)).toMatchObject({
    verdict: 'granted',
  });
});
