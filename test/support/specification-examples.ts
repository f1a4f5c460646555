/**
 * Prints the examples and worked values of `protocol/README.md` as they stand there, to be pasted after a change:
 *
 *     node_modules/.bin/node test/support/specification-examples.ts [NAME]
 */
import { fromHex } from '../../protocol/codec/bytes.ts';
import { decodeRecord, genesisBytes, sealBytes } from '../../protocol/messages/record.ts';
import { thumbprintBytes } from '../../protocol/token/cose-key.ts';
import { decodeEnvelope, sealedBytes } from '../../protocol/token/envelope.ts';
import { proofBytes } from '../../protocol/token/proof.ts';
import { requestBytes } from '../../protocol/token/request.ts';
import { topicOf } from '../../protocol/topics.ts';
import { courierExamples } from './specification-courier.ts';
import { type Example, renderExample, renderValues } from './specification-example.ts';
import { car, genesisLink, issuerKey, journal, phoneKey, securePhoneKey } from './specification-keys.ts';
import { channelValues, linkExamples, proofSubject } from './specification-link.ts';
import { listExamples } from './specification-lists.ts';
import {
  deliveryExamples,
  enrolmentRequest,
  tokenExamples,
  tokensRequest,
} from './specification-messages.ts';
import { bodyExamples, linkAfter, recordExamples } from './specification-records.ts';

/** All examples in the order of the document. */
export const examples: readonly Example[] = [
  ...recordExamples,
  ...bodyExamples,
  ...deliveryExamples,
  ...linkExamples,
  ...tokenExamples,
  ...listExamples,
  ...courierExamples,
];

const receipt = decodeEnvelope('mac0', exampleBytes('receipt'));
const openedHeader = decodeRecord(exampleBytes('record-rental-opened')).headerBytes;

/** One signature by the P-256 phone over the bytes beside it; each call to sign would give another. */
const p256Proof = fromHex(
  'ee9358427a593d51b789f2be4f1160ce1ec71364fc72f1494d9eaf2bb803982a18acf3a13111269690dce3c99c831396c16b401bbd89bc64522e5b8cfdcc93d4',
);

/** The same for an HTTP request. */
const p256RequestSignature = fromHex(
  '314cfb88542383e7c5246aaea62e6f3464c94075f2ee53392e656c0093748d08f5cfe424ee0eec89c47c633fc3d2670a6acf05d6765e770b67cb00f5c7573dfa',
);

/** Values on the way to an example, for who has to find out where his own bytes part from them. */
export const workedValues: ReadonlyMap<string, Readonly<Record<string, Uint8Array>>> = new Map<
  string,
  Readonly<Record<string, Uint8Array>>
>([
  [
    'issuer-key',
    { 'thumbprint bytes': thumbprintBytes(issuerKey.publicKey), 'key id': fromHex(issuerKey.keyId) },
  ],
  ['genesis', { 'hashed bytes': genesisBytes(car, journal), link: genesisLink }],
  [
    'rental-opened-seal',
    { header: openedHeader, 'link(3)': linkAfter(3), 'signed bytes': sealBytes(linkAfter(3)) },
  ],
  [
    'receipt-mac',
    {
      'authenticated bytes': sealedBytes('mac0', receipt, new TextEncoder().encode(topicOf(car, 'receipts'))),
    },
  ],
  [
    'proof',
    {
      'token digest': proofSubject.tokenDigest,
      'signed bytes': proofBytes(phoneKey.publicKey, proofSubject),
    },
  ],
  [
    'http-tokens',
    {
      'body digest': tokensRequest.bodyDigest,
      'signed bytes': requestBytes(phoneKey.publicKey, tokensRequest),
      signature: phoneKey.sign(requestBytes(phoneKey.publicKey, tokensRequest)),
    },
  ],
  [
    'http-enrolment-p256',
    {
      'body digest': enrolmentRequest.bodyDigest,
      'signed bytes': requestBytes(securePhoneKey.publicKey, enrolmentRequest),
      signature: p256RequestSignature,
    },
  ],
  ['channel', channelValues],
  ['proof-p256', { 'signed bytes': proofBytes(securePhoneKey.publicKey, proofSubject), proof: p256Proof }],
]);

function exampleBytes(name: string): Uint8Array {
  const found = examples.find((known) => known.name === name);
  if (found === undefined) throw new Error(`no example ${name}`);
  return found.bytes;
}

/** Every block of the document by its name. */
export const blocks: ReadonlyMap<string, string> = new Map([
  ...examples.map((one) => [one.name, renderExample(one)] as const),
  ...Array.from(workedValues, ([name, values]) => [name, renderValues(name, values)] as const),
]);

if (import.meta.main) {
  const [wanted] = process.argv.slice(2);
  for (const [name, block] of blocks) {
    if (wanted === undefined || wanted === name) process.stdout.write(`${block}\n\n`);
  }
}
