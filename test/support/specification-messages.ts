import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { type Batch, decodeBatch, encodeBatch } from '../../protocol/messages/batch.ts';
import { type Command, decodeCommand, encodeCommand } from '../../protocol/messages/command.ts';
import { decodeLossNotice, encodeLossNotice, type LossNotice } from '../../protocol/messages/loss-notice.ts';
import { packBatch, readBatch } from '../../protocol/messages/packed-batch.ts';
import { decodeReceipt, encodeReceipt, type Receipt } from '../../protocol/messages/receipt.ts';
import { decodeSampleBatch, encodeSampleBatch, type SampleBatch } from '../../protocol/messages/sample.ts';
import { decodeStatus, encodeStatus, type Status } from '../../protocol/messages/status.ts';
import { decodeAuthenticated, encodeAuthenticated } from '../../protocol/token/authenticated.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import { thumbprintBytes } from '../../protocol/token/cose-key.ts';
import type { RequestSubject } from '../../protocol/token/request.ts';
import { decodeSigned, encodeSigned } from '../../protocol/token/signed.ts';
import { decodeToken, encodeToken } from '../../protocol/token/token.ts';
import { topicOf } from '../../protocol/topics.ts';
import { epochMilliseconds, epochSeconds, metres } from '../../protocol/units.ts';
import { type SigningKey, sha256 } from './signing-keys.ts';
import { type Example, example } from './specification-example.ts';
import {
  authenticate,
  car,
  carKey,
  driver,
  issuer,
  issuerKey,
  journal,
  morning,
  phoneKey,
  reservation,
  securePhoneKey,
  token,
} from './specification-keys.ts';
import { command, linkAfter, recordExamples } from './specification-records.ts';

const at = (minute: number) => epochMilliseconds(morning + minute * 60_000);
const inSeconds = (minute: number) => epochSeconds(morning / 1000 + minute * 60);

/** Authenticated under the topic of the example car. */
const authenticated = <Content>(
  name: string,
  topic: 'receipts' | 'commands',
  content: Content,
  write: (content: Content) => Uint8Array,
  read: (payload: Uint8Array) => Content,
): Example =>
  example(
    name,
    content,
    (fields) => encodeAuthenticated(topicOf(car, topic), write(fields), authenticate),
    (bytes) => read(decodeAuthenticated(topicOf(car, topic), bytes, authenticate)),
  );

const losses = topicOf(car, 'losses');

/** What travels over MQTT besides records (clauses 4 and 5). */
export const deliveryExamples: readonly Example[] = [
  example<Batch>(
    'batch',
    { journal, firstSeq: 1, records: recordExamples.slice(0, 2).map(({ bytes }) => bytes) },
    encodeBatch,
    decodeBatch,
  ),
  example<Batch>(
    'packed-batch',
    { journal, firstSeq: 1, records: recordExamples.slice(0, 3).map(({ bytes }) => bytes) },
    (batch) => packBatch(batch, sha256),
    (bytes) => readBatch(bytes, sha256),
  ),
  authenticated<Receipt>(
    'receipt',
    'receipts',
    {
      journal,
      through: 6,
      link: linkAfter(6),
      rejected: [{ from: 2, to: 2 }],
      missing: [{ from: 7, to: 9 }],
      unreadable: [sha256(Uint8Array.of(0xff)).slice(0, 16)],
      gatewayTime: at(80),
    },
    encodeReceipt,
    decodeReceipt,
  ),
  example<LossNotice>(
    'loss-notice',
    {
      journal,
      fromSeq: 4,
      toSeq: 5,
      reason: 'damaged',
      linkBefore: linkAfter(3),
      linkAfter: linkAfter(5),
    },
    (notice) => encodeSigned(losses, encodeLossNotice(notice), carKey.sign),
    (bytes) => decodeLossNotice(decodeSigned(losses, bytes, carKey.verify)),
  ),
  example<SampleBatch>(
    'sample-batch',
    {
      journal,
      firstSeq: 12,
      samples: [
        {
          wallTime: at(45),
          clockQuality: 'gnss',
          odometerMetres: metres(48_218_400),
          odometerSource: 'pid-a6',
          fuelPermille: 735,
          batteryMillivolts: 14_120,
        },
      ],
    },
    encodeSampleBatch,
    decodeSampleBatch,
  ),
  example<Status>(
    'status',
    {
      state: 'online',
      software: '0.1.0',
      versions: [1],
      journal,
      lastSeq: 6,
      bootCount: 3,
      clockQuality: 'gnss',
    },
    encodeStatus,
    decodeStatus,
  ),
  example<Status>('last-will', { state: 'offline' }, encodeStatus, decodeStatus),
  authenticated<Command>(
    'command',
    'commands',
    { command, action: 'lock', issuedAt: at(90), expiresAt: epochMilliseconds(at(90) + 30_000) },
    encodeCommand,
    decodeCommand,
  ),
];

const claimsFor = (phone: SigningKey): Claims => ({
  issuer,
  subject: driver,
  audience: car,
  expiresAt: inSeconds(240),
  notBefore: inSeconds(-15),
  issuedAt: inSeconds(-60),
  tokenId: token,
  confirmation: phone.publicKey,
  scope: ['unlock', 'lock', 'end', 'status'],
  rights: { reservation, latestReturnAt: inSeconds(180) },
});

function readToken(bytes: Uint8Array): Claims {
  const { keyId, signedBytes, signature, claims } = decodeToken(bytes);
  if (keyId !== issuerKey.keyId || !issuerKey.verify(signedBytes, signature)) {
    throw new Fault({ code: 'not-authentic', blame: 'sender' }, 'not by the issuer');
  }
  return claims;
}

const tokenExample = (name: string, claims: Claims): Example =>
  example(name, claims, (content) => encodeToken(content, issuerKey), readToken);

const secureClaims = claimsFor(securePhoneKey);

/** Tokens for both kinds of phone (clause 7). */
export const tokenExamples: readonly Example[] = [
  tokenExample('token', claimsFor(phoneKey)),
  tokenExample('token-p256', {
    ...secureClaims,
    scope: ['unlock', 'lock', 'end', 'fuel-card', 'service', 'status'],
    rights: { ...secureClaims.rights, denyListNumber: 17, uses: 20 },
  }),
];

/** The token of the Ed25519 phone. */
export const tokenBytes = encodeToken(claimsFor(phoneKey), issuerKey);

/** A phone asks for its tokens (clause 11.6). */
export const tokensRequest: RequestSubject = {
  method: 'GET',
  target: '/v1/tokens',
  bodyDigest: sha256(new Uint8Array()),
  time: at(0),
};

/** The body by which the P-256 phone enrols itself (clause 11.5). */
export const enrolmentText = JSON.stringify({
  publicKey: toHex(thumbprintBytes(securePhoneKey.publicKey)),
  code: 'ABCD-EFGH-JKMN-PQRS',
});

export const enrolmentRequest: RequestSubject = {
  method: 'POST',
  target: '/v1/phones',
  bodyDigest: sha256(new TextEncoder().encode(enrolmentText)),
  time: at(0),
};
