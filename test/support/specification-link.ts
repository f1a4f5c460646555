import { counterNonce, directionLabels, transcriptBytes, welcomeBytes } from '../../protocol/link/channel.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../protocol/link/frame.ts';
import {
  decodeGreeting,
  decodeLinkMessage,
  encodeGreeting,
  encodeLinkMessage,
  type Greeting,
  type LinkMessage,
} from '../../protocol/link/messages.ts';
import { slipDecode, slipStart } from '../../protocol/link/slip.ts';
import { agreementKey, derivedKey, sealWith } from '../../protocol/node-agreement.ts';
import { type ProofSubject, proofBytes } from '../../protocol/token/proof.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';
import { sha256 } from './signing-keys.ts';
import { type Example, example } from './specification-example.ts';
import {
  car,
  carKey,
  firstNonce,
  morning,
  phoneKey,
  reservation,
  secondNonce,
  secrets,
} from './specification-keys.ts';
import { exampleDenyList } from './specification-lists.ts';
import { tokenBytes } from './specification-messages.ts';

const openedAt = epochMilliseconds(morning + 30 * 60_000);
const phoneAgreement = agreementKey(secrets['phone agreement scalar (P-256)']);
const carAgreement = agreementKey(secrets['car agreement scalar (P-256)']);

const hello: LinkMessage = { type: 'hello', versions: [1], agreementKey: phoneAgreement.publicKey };
const greeting: Greeting = {
  version: 1,
  car,
  nonce: firstNonce,
  clockQuality: 'gnss',
  wallTime: openedAt,
  versions: [1],
  agreementKey: carAgreement.publicKey,
  keySet: 3,
  revokedKeys: 0,
  denyList: 17,
};
const transcript = transcriptBytes(encodeLinkMessage(hello), encodeGreeting(greeting));

/** SHA-256 of the transcript of the example. */
export const binding = sha256(transcript);
const secret = phoneAgreement.secretWith(carAgreement.publicKey) ?? new Uint8Array();
const phoneSide = derivedKey(secret, binding, directionLabels.phone);
const carSide = derivedKey(secret, binding, directionLabels.car);

/** What the phone of the example proves to open the car. */
export const proofSubject: ProofSubject = {
  car,
  nonce: firstNonce,
  action: 'unlock',
  tokenDigest: sha256(tokenBytes),
  binding,
};

const request: LinkMessage = {
  type: 'request',
  action: 'unlock',
  token: tokenBytes,
  proof: phoneKey.sign(proofBytes(phoneKey.publicKey, proofSubject)),
};
const answer: LinkMessage = {
  type: 'answer',
  verdict: 'granted',
  nonce: secondNonce,
  doorsLocked: false,
  rental: reservation,
  odometerMetres: metres(48_210_700),
  openedAt,
};

/** Values on the way from hello and welcome to the first sealed message (clause 6.5). */
export const channelValues = {
  'hashed bytes': transcript,
  binding,
  'signed bytes': welcomeBytes(binding),
  'shared secret': secret,
  'phone key': phoneSide,
  'car key': carSide,
};

const linkExample = (name: string, content: LinkMessage): Example =>
  example(name, content, encodeLinkMessage, decodeLinkMessage);

/** One dialogue on the phone link, and what may come instead (clause 6). */
export const linkExamples: readonly Example[] = [
  linkExample('hello', hello),
  example('greeting', greeting, encodeGreeting, decodeGreeting),
  linkExample('welcome', {
    type: 'welcome',
    greeting: encodeGreeting(greeting),
    signature: carKey.sign(welcomeBytes(binding)),
  }),
  linkExample('request', request),
  linkExample('sealed-request', {
    type: 'sealed-request',
    counter: 1,
    ciphertext: sealWith(phoneSide, counterNonce(1), encodeLinkMessage(request)),
  }),
  linkExample('answer', answer),
  linkExample('sealed-answer', {
    type: 'sealed-answer',
    counter: 1,
    ciphertext: sealWith(carSide, counterNonce(1), encodeLinkMessage(answer)),
  }),
  linkExample('answer-checklist', {
    type: 'answer',
    verdict: 'checklist-incomplete',
    nonce: secondNonce,
    doorsLocked: false,
    missing: ['doors', 'fuel-card'],
    rental: reservation,
  }),
  linkExample('list', { type: 'list', list: 'deny-list', signed: exampleDenyList }),
  linkExample('list-judged', { type: 'list-judged', list: 'deny-list', outcome: 'taken', number: 17 }),
  linkExample('collect', { type: 'collect', offset: 0 }),
  linkExample('parcel-piece', {
    type: 'parcel-piece',
    offset: 1_900,
    total: 1_904,
    piece: Uint8Array.of(10, 11, 12, 13),
  }),
  linkExample('fault', { type: 'fault', fault: 'busy', temporary: true, mayHaveHappened: false }),
  example<LinkMessage>(
    'frame',
    { type: 'sealed-answer', counter: 192, ciphertext: new Uint8Array(17).fill(0xdb) },
    (content) => encodeFrame(encodeLinkMessage(content)),
    (bytes) => decodeLinkMessage(messageIn(bytes)),
  ),
];

function messageIn(frame: Uint8Array): Uint8Array {
  const [packet = new Uint8Array()] = slipDecode(slipStart, frame, maxFrameBytes).packets;
  const message = openFrame(packet);
  if (message === null) throw new Error('a wrong checksum');
  return message;
}
