import { fromHex } from '../../../protocol/codec/bytes.ts';
import { carId } from '../../../protocol/ids.ts';
import { decodeLinkMessage, type LinkMessage } from '../../../protocol/link/messages.ts';
import { courierExamples } from '../../support/specification-courier.ts';
import { otherCarKey } from './parties.ts';
import { bytesSaid, drawnNonce, type Said, said, Talk } from './talk.ts';
import type { PhoneDialogue } from './vector-format.ts';

type Step = PhoneDialogue['steps'][number];
type Outcome = PhoneDialogue['outcome'];

const phone = (words: Said): Step => ({ from: 'phone', ...words });
const car = (words: Said): Step => ({ from: 'car', ...words });
const fails = (fault: string, mayHaveHappened = false): Outcome => ({ fault, mayHaveHappened });
const dialogue = (name: string, clause: string, steps: readonly Step[], outcome: Outcome): PhoneDialogue => ({
  name,
  clause,
  action: 'unlock',
  steps: [...steps],
  outcome,
});

/** The phone's hello, and a welcome that it must not take. */
const unwelcome = (name: string, talk: Talk, outcome = fails('car-not-genuine')): PhoneDialogue =>
  dialogue(name, '6.4', [phone(talk.hello), car(talk.welcome)], outcome);

const forgedWelcome = (name: string, welcome: LinkMessage): PhoneDialogue =>
  dialogue(name, '6.4', [phone(new Talk().hello), car(said(welcome))], fails('car-not-genuine'));

const good = decodeLinkMessage(fromHex(new Talk().welcome.message));
const welcome = good.type === 'welcome' ? good : null;
const older = decodeLinkMessage(fromHex(new Talk({ phoneTurn: 1 }).welcome.message));

const welcomes: readonly PhoneDialogue[] = [
  unwelcome('signed by another key', new Talk({ by: otherCarKey })),
  forgedWelcome('of another hello, recorded before', older),
  unwelcome(
    'of another car, signed by it',
    new Talk({ to: carId('car-008'), by: otherCarKey }),
    fails('other-car'),
  ),
  unwelcome('that says version 2', new Talk({ greeting: { version: 2, versions: [1, 2] } })),
  unwelcome('of a car that speaks version 2 alone', new Talk({ greeting: { version: 1, versions: [2] } })),
  unwelcome(
    'with an agreement key off the curve',
    new Talk({ greeting: { agreementKey: new Uint8Array(64) } }),
  ),
  ...(welcome === null
    ? []
    : [
        forgedWelcome('with a bit of its nonce changed', {
          ...welcome,
          greeting: welcome.greeting.with(20, (welcome.greeting[20] ?? 0) ^ 1),
        }),
        forgedWelcome('with a signature of zeros', { ...welcome, signature: new Uint8Array(64) }),
        forgedWelcome('with a greeting that cannot be read', { ...welcome, greeting: Uint8Array.of(0xff) }),
      ]),
  dialogue(
    'a fault in place of it',
    '6.7',
    [
      phone(new Talk().hello),
      car(said({ type: 'fault', fault: 'busy', temporary: true, mayHaveHappened: false })),
    ],
    fails('car-fault'),
  ),
  dialogue('no welcome at all', '6.10', [phone(new Talk().hello)], fails('car-silent')),
];

/** The dialogue up to the phone's request, and what comes then. */
function afterRequest(
  name: string,
  clause: string,
  then: (talk: Talk, asked: Said) => readonly Said[],
  outcome: Outcome,
): PhoneDialogue {
  const talk = new Talk();
  const asked = talk.asks(1, talk.request('unlock'));
  return dialogue(
    name,
    clause,
    [phone(talk.hello), car(talk.welcome), phone(asked), ...then(talk, asked).map(car)],
    outcome,
  );
}

const forger = new Talk({ turn: 5 });
const grants = (talk: Talk, counter = 1): Said =>
  talk.answers(counter, { type: 'answer', verdict: 'granted', nonce: drawnNonce(1) });
const refuses = (talk: Talk): Said =>
  talk.answers(1, { type: 'answer', verdict: 'car-in-use', nonce: drawnNonce(1) });
const silent = fails('car-silent', true);

/** The phone's own sealed bytes as if the car had said them. */
function reflected({ message }: Said): Said {
  const asked = decodeLinkMessage(fromHex(message));
  return said(asked.type === 'sealed-request' ? { ...asked, type: 'sealed-answer' } : asked);
}

function flipped({ message }: Said): Said {
  const answer = decodeLinkMessage(fromHex(message));
  return said(
    answer.type === 'sealed-answer'
      ? { ...answer, ciphertext: answer.ciphertext.with(3, (answer.ciphertext[3] ?? 0) ^ 1) }
      : answer,
  );
}

const receipt = courierExamples.find(({ name }) => name === 'rental-receipt')?.bytes ?? new Uint8Array();
const withReceipt = (talk: Talk, bytes: Uint8Array): Said =>
  talk.answers(1, { type: 'answer', verdict: 'granted', nonce: drawnNonce(1), receipt: bytes });

const answers: readonly PhoneDialogue[] = [
  afterRequest('granted', '6.6', (talk) => [grants(talk)], { verdict: 'granted' }),
  afterRequest('refused', '6.8', (talk) => [refuses(talk)], { verdict: 'car-in-use' }),
  afterRequest('no answer', '6.10', () => [], silent),
  afterRequest(
    'a grant that is sealed in another dialogue, then the car’s own word',
    '6.5',
    (talk) => [grants(forger), refuses(talk)],
    { verdict: 'car-in-use' },
  ),
  afterRequest(
    'a grant under another counter, then the car’s own word',
    '6.10',
    (talk) => [grants(talk, 2), refuses(talk)],
    { verdict: 'car-in-use' },
  ),
  afterRequest('a grant with a bit changed', '6.5', (talk) => [flipped(grants(talk))], silent),
  afterRequest(
    'a grant in the clear',
    '6.2',
    () => [said({ type: 'answer', verdict: 'granted', nonce: drawnNonce(1) })],
    silent,
  ),
  afterRequest('its own words said back to it', '6.5', (_, asked) => [reflected(asked), asked], silent),
  afterRequest(
    'a message that it does not know',
    '6.7',
    (talk) => [bytesSaid(fromHex('821863a0')), grants(talk)],
    { verdict: 'granted' },
  ),
  afterRequest(
    'a fault in the clear, by anybody',
    '6.7',
    () => [said({ type: 'fault', fault: 'malformed', temporary: false, mayHaveHappened: false })],
    fails('car-fault', true),
  ),
  afterRequest(
    'a sealed fault',
    '6.7',
    (talk) => [
      talk.answers(1, { type: 'fault', fault: 'malformed', temporary: false, mayHaveHappened: false }),
    ],
    fails('car-fault'),
  ),
  afterRequest(
    'a sealed message that is no answer',
    '6.2',
    (talk) => [talk.answers(1, { type: 'parcel-piece', offset: 0, total: 0, piece: new Uint8Array() })],
    fails('car-fault', true),
  ),
  afterRequest('granted, with the car’s receipt', '12.6', (talk) => [withReceipt(talk, receipt)], {
    verdict: 'granted',
  }),
  afterRequest(
    'granted, with a receipt that is not the car’s',
    '12.6',
    (talk) => [withReceipt(talk, receipt.with(-1, (receipt.at(-1) ?? 0) ^ 1))],
    fails('receipt-invalid', true),
  ),
  afterRequest(
    'granted, with a receipt that cannot be read',
    '12.6',
    (talk) => [withReceipt(talk, Uint8Array.of(1, 2, 3))],
    fails('receipt-invalid', true),
  ),
];

/** What comes to a phone that asks a car to unlock, and what it must make of it. */
export const phoneDialogues: readonly PhoneDialogue[] = [
  ...welcomes.map((vector) => ({ ...vector, name: `a welcome: ${vector.name}` })),
  ...answers.map((vector) => ({ ...vector, name: `an answer: ${vector.name}` })),
];
