import { toHex } from '../protocol/codec/bytes.ts';
import type { Evidence } from '../protocol/entry/evidence.ts';
import type { RentalReceipt } from '../protocol/link/rental-receipt.ts';
import type { ListKind } from '../protocol/lists/list.ts';
import type { ListContents } from '../protocol/lists/signed-list.ts';
import type { SettingsOffer } from '../protocol/settings/signed-settings.ts';
import type { Claims } from '../protocol/token/claims.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import { kilometres } from './amounts.ts';
import { momentText, wallTimeText, whenText } from './time-left.ts';
import { keyIdOf } from './token/keys.ts';

/** What a field is, and what it means now. */
export type InspectedClaim = readonly [name: string, meaning: string];

export function tokenClaims(claims: Claims, now: EpochMilliseconds): readonly InspectedClaim[] {
  const { rights, confirmation } = claims;
  return [
    ['issuer', claims.issuer],
    ['subject', `${claims.subject} (pseudonym of the customer at this car)`],
    ['car', claims.audience],
    ['good from', whenText(claims.notBefore, now)],
    ['good until', whenText(claims.expiresAt, now)],
    ['issued', whenText(claims.issuedAt, now)],
    ['token', claims.tokenId],
    ['phone', `${confirmation.kind} key ${keyIdOf(confirmation)}`],
    ['allows', claims.scope.join(', ')],
    ['reservation', rights.reservation],
    ['latest return', whenText(rights.latestReturnAt, now)],
    ...(rights.uses === undefined ? [] : [['opens', `${rights.uses} times`] as const]),
    ...(rights.denyListNumber === undefined
      ? []
      : [['deny-list', `the car needs number ${rights.denyListNumber} or newer`] as const]),
  ];
}

export const listClaims: {
  readonly [Kind in ListKind]: (content: ListContents[Kind]) => readonly InspectedClaim[];
} = {
  'key-set': ({ number, issuedAt, issuers }) => [
    ['number', `${number}`],
    ['issued', momentText(issuedAt)],
    ...issuers.map(
      ({ issuer, key, scopes, longestLifeSeconds, cars, denies }) =>
        [
          'issuer',
          `${issuer}, ${key.kind} key ${keyIdOf(key)}: ${scopes.join(', ')}; at most ${longestLifeSeconds / 3_600} h; ${cars?.join(', ') ?? 'all cars'}${denies ? '; signs deny-lists' : ''}`,
        ] as const,
    ),
  ],
  'revoked-keys': ({ number, issuedAt, keyIds }) => [
    ['number', `${number}`],
    ['issued', momentText(issuedAt)],
    ...keyIds.map((id) => ['revoked', id] as const),
  ],
  'deny-list': ({ car, number, issuedAt, denied }) => [
    ['car', car],
    ['number', `${number}`],
    ['issued', momentText(issuedAt)],
    ...denied.map((id) => ['denied', id] as const),
  ],
};

export const settingsClaims = (
  { car, version, issuedAt, content }: SettingsOffer,
  now: EpochMilliseconds,
): readonly InspectedClaim[] => [
  ['car', car],
  ['version', `${version}`],
  ['issued', whenText(issuedAt, now)],
  ['content', content],
];

export function receiptClaims(receipt: RentalReceipt, now: EpochMilliseconds): readonly InspectedClaim[] {
  const { moment, missing, journal, fromSeq, throughSeq, link } = receipt;
  return [
    ['car', receipt.car],
    ['reservation', receipt.reservation],
    ['subject', `${receipt.subject} (pseudonym of the customer at this car)`],
    ['opened', wallTimeText(receipt.openedAt, now)],
    [moment, `${wallTimeText(receipt.at, now)}, clock: ${receipt.clockQuality}`],
    ['odometer', `${kilometres(receipt.openedOdometerMetres)} to ${kilometres(receipt.odometerMetres)} km`],
    ...receipt.trips.map(
      ({ startedAt, endedAt, distanceMetres }) =>
        [
          'trip',
          `${wallTimeText(startedAt, now)}, to ${wallTimeText(endedAt, now)}: ${kilometres(distanceMetres)} km`,
        ] as const,
    ),
    ['fuel', `${fuelText(receipt.openedFuelPermille)} to ${fuelText(receipt.fuelPermille)}`],
    ['key', holderText(receipt.keyInHolder)],
    ['fuel card', holderText(receipt.fuelCardInHolder)],
    ['missing', missing.length === 0 ? 'nothing of the checklist' : missing.join(', ')],
    ['records', `${fromSeq} to ${throughSeq} of journal ${journal}, link ${toHex(link)}`],
  ];
}

const fuelText = (permille: number | undefined): string =>
  permille === undefined ? 'unknown' : `${(permille / 10).toFixed(1)} %`;
const holderText = (isIn: boolean): string => (isIn ? 'in its holder' : 'taken');

export const evidenceClaims = (evidence: Evidence, now: EpochMilliseconds): readonly InspectedClaim[] => [
  ['car', evidence.car],
  ['reservation', evidence.reservation],
  ['version', `${evidence.version} of the statement`],
  ['received', wallTimeText(evidence.receivedAt, now)],
  ['billed', wallTimeText(evidence.billedAt, now)],
  [
    'holds',
    `${evidence.records.length} records, ${evidence.entries.length} entries, a price list, a statement`,
  ],
  ['proof', 'whether all of it holds says: gateway verify FILE'],
];
