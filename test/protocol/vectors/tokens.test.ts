import { expect, it } from 'vitest';
import { usualClockPolicy } from '../../../device/access/clock-policy.ts';
import { createVerifier } from '../../../device/access/signatures.ts';
import { type AccessContext, judge } from '../../../device/access/verdict.ts';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { carId, reservationId } from '../../../protocol/ids.ts';
import { epochMilliseconds, epochSeconds } from '../../../protocol/units.ts';
import { sha256 } from '../../support/signing-keys.ts';
import { issuerIn, readVectors } from './read-vectors.ts';
import { type CarState, tokenFile } from './vector-format.ts';

const { car, vectors } = readVectors('tokens.json', tokenFile);
const verify = createVerifier();

const contextOf = (state: CarState): AccessContext => ({
  car: carId(state.name),
  issuers: state.issuers.map(issuerIn),
  revokedKeys: state.revokedKeys,
  denyList:
    state.denyList === null
      ? null
      : { ...state.denyList, car: carId(state.name), issuedAt: epochSeconds(state.denyList.issuedAt) },
  denyListNumber: state.denyList?.number ?? 0,
  denyPolicy:
    state.refuseListsOlderThanHours === null
      ? { whenOlder: 'accept' }
      : { whenOlder: 'refuse', oldestHours: state.refuseListsOlderThanHours },
  openReservation: state.openReservation === null ? null : reservationId(state.openReservation),
  now: { time: epochMilliseconds(state.time), quality: state.clockQuality },
  verify,
  clockPolicy: usualClockPolicy,
  usesOf: () => ({ uses: state.uses, usesInDoubt: state.usesInDoubt }),
  spent: state.spent.map(({ nonce, binding }) => ({ nonce: fromHex(nonce), binding: fromHex(binding) })),
});

it.each(vectors.map((vector) => [vector.verdict, vector.name, vector] as const))(
  '%s: %s',
  (verdict, _, { action, token, proof, car: changes }) => {
    const state: CarState = Object.assign({}, car, changes);
    const bytes = fromHex(token);
    const request = {
      action,
      token: bytes,
      tokenDigest: sha256(bytes),
      proof: fromHex(proof),
      nonce: fromHex(state.nonce),
      binding: fromHex(state.binding),
    };
    expect(judge(request, contextOf(state)).verdict).toBe(verdict);
  },
);
