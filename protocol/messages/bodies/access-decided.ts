import { z } from 'zod';
import { issuerField, reservationField, subjectField, tokenIdField, uint, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { actions, verdicts } from '../words.ts';
import { salt } from './salt.ts';

/** One decision on a request by phone or gateway, granted or not. */
export const accessDecided = mapCodec(
  'access-decided',
  {
    salt: 0,
    verdict: 1,
    action: 2,
    issuer: 3,
    subject: 4,
    tokenId: 5,
    reservation: 6,
    count: 7,
  },
  z.strictObject({
    salt,
    verdict: wordField(verdicts),
    action: wordField(actions).optional(),
    issuer: issuerField.optional(),
    subject: subjectField.optional(),
    tokenId: tokenIdField.optional(),
    reservation: reservationField.optional(),
    /** With `too-many-attempts` and nothing else: so many refusals that were counted and not written one by one. */
    count: uint.min(1).optional(),
  }),
);
