import { Fault } from '../../protocol/errors.ts';
import {
  type CarriedList,
  decodeCarriedList,
  encodeCarriedList,
  type ListKind,
} from '../../protocol/lists/list.ts';
import { decodeList, encodeList, type ListContents } from '../../protocol/lists/signed-list.ts';
import {
  decodeSettings,
  encodeSettings,
  type SettingsOffer,
} from '../../protocol/settings/signed-settings.ts';
import { epochSeconds } from '../../protocol/units.ts';
import type { SigningKey } from './signing-keys.ts';
import { type Example, example } from './specification-example.ts';
import { car, issuer, issuerKey, morning, reservation, rootKey, token } from './specification-keys.ts';

const issuedAt = epochSeconds(morning / 1000);

const signed = <Kind extends ListKind>(kind: Kind, content: ListContents[Kind], key: SigningKey): Example =>
  example<ListContents[Kind]>(
    kind,
    content,
    (fields) => encodeList(kind, fields, key),
    (bytes) => {
      const read = decodeList(kind, bytes);
      if (read.keyId !== key.keyId || !key.verify(read.signedBytes, read.signature))
        throw new Fault({ code: 'not-authentic', blame: 'sender' }, 'by another key');
      return read.content;
    },
  );

const denied = signed(
  'deny-list',
  { car, number: 17, issuedAt, denied: [reservation, token].sort() },
  issuerKey,
);

/** Signed. */
export const exampleDenyList = denied.bytes;

const greenZone = [
  [51_035_000, 3_710_000],
  [51_036_500, 3_710_000],
  [51_036_500, 3_712_000],
];

/** The lists of clause 12, and the settings of clause 13.4, which come the same way. */
export const listExamples: readonly Example[] = [
  signed(
    'key-set',
    {
      number: 3,
      issuedAt,
      issuers: [
        {
          issuer,
          algorithm: 'Ed25519',
          key: issuerKey.publicKey,
          scopes: ['unlock', 'lock', 'end', 'status'],
          longestLifeSeconds: 2_764_800,
          cars: ['car-0*'],
          denies: true,
        },
      ],
    },
    rootKey,
  ),
  signed('revoked-keys', { number: 1, issuedAt, keyIds: ['0102030405060708'] }, rootKey),
  denied,
  example<CarriedList>(
    'carried-list',
    { list: 'deny-list', signed: denied.bytes },
    encodeCarriedList,
    decodeCarriedList,
  ),
  example<SettingsOffer>(
    'settings',
    {
      car,
      version: 4,
      issuedAt,
      content: JSON.stringify({
        version: 4,
        zones: { green: [greenZone] },
        checklist: { zone: 'note' },
        sync: { gatherSeconds: 10 },
      }),
    },
    (offer) => encodeSettings(offer, issuerKey),
    readOffer,
  ),
];

function readOffer(bytes: Uint8Array): SettingsOffer {
  const { keyId, signedBytes, signature, offer } = decodeSettings(bytes);
  if (keyId !== issuerKey.keyId || !issuerKey.verify(signedBytes, signature))
    throw new Fault({ code: 'not-authentic', blame: 'sender' }, 'not by the issuer');
  return offer;
}
