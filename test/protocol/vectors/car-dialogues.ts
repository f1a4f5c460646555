import { fromHex } from '../../../protocol/codec/bytes.ts';
import { carId } from '../../../protocol/ids.ts';
import { decodeLinkMessage, type LinkMessage, type LinkMessageOf } from '../../../protocol/link/messages.ts';
import { encodeList } from '../../../protocol/lists/signed-list.ts';
import { epochMilliseconds, epochSeconds, metres } from '../../../protocol/units.ts';
import { car, issuerKey, morning, reservation } from '../../support/specification-keys.ts';
import { answer, dialogue, fault, greeted, phone } from './dialogue-steps.ts';
import { malformedDialogues } from './malformed-dialogues.ts';
import { claims, now, otherCarKey } from './parties.ts';
import { bytesSaid, said, Talk } from './talk.ts';
import { tokenOf } from './token-vector.ts';
import type { CarDialogue } from './vector-format.ts';

export const odometerMetres = metres(48_210_700);
const other = carId('car-008');

const opened = {
  doorsLocked: false,
  rental: reservation,
  odometerMetres,
  openedAt: epochMilliseconds(now),
} as const;
const opens = ['release', 'unlock'] as const;

function unlocking(name: string): CarDialogue {
  const talk = new Talk();
  const unlock = phone(talk.asks(1, talk.request('unlock')));
  return dialogue(name, '6.6', [...greeted(talk), unlock, answer(talk.verdict(1, 'granted', 1, opened))], {
    relays: [...opens],
  });
}

function again(): CarDialogue {
  const talk = new Talk();
  const unlock = phone(talk.asks(1, talk.request('unlock')));
  const granted = answer(talk.verdict(1, 'granted', 1, opened));
  const status = phone(talk.asks(2, talk.request('status')));
  const shown = answer(talk.verdict(2, 'granted', 2, opened));
  return dialogue(
    'the same sealed bytes twice: the same answer, and nothing is done twice',
    '6.10',
    [
      ...greeted(talk),
      ...greeted(talk),
      unlock,
      granted,
      unlock,
      granted,
      status,
      shown,
      status,
      shown,
      unlock,
      fault('hello-missing'),
    ],
    { relays: [...opens] },
  );
}

function highest(): CarDialogue {
  const talk = new Talk({ versions: [7, 1] });
  return dialogue(
    'a phone that speaks newer versions as well',
    '6.3',
    [
      ...greeted(talk),
      phone(talk.asks(1, talk.request('unlock'))),
      answer(talk.verdict(1, 'granted', 1, opened)),
    ],
    { relays: [...opens] },
  );
}

function withList(): CarDialogue {
  const talk = new Talk();
  const signed = encodeList(
    'deny-list',
    { car, number: 18, issuedAt: epochSeconds(morning / 1_000), denied: [] },
    issuerKey,
  );
  const token = tokenOf({ rights: { ...claims.rights, denyListNumber: 18 } });
  const needs = phone(talk.asks(1, talk.request('unlock', { token })));
  const needed = answer(talk.verdict(1, 'list-needed', 1));
  const brings = phone(talk.asks(2, { type: 'list', list: 'deny-list', signed }));
  const judged = answer(
    talk.answers(2, { type: 'list-judged', list: 'deny-list', outcome: 'taken', number: 18 }),
  );
  const unlock = phone(talk.asks(3, talk.request('unlock', { token })));
  return dialogue(
    'a token that needs a list, the list, and the token again',
    '12.5',
    [...greeted(talk), needs, needed, brings, judged, unlock, answer(talk.verdict(3, 'granted', 2, opened))],
    { relays: [...opens] },
  );
}

const opening: readonly CarDialogue[] = [unlocking('hello to unlock'), again(), highest(), withList()];

/** One request that is refused with a verdict. */
function refusedRequest(
  name: string,
  clause: string,
  verdict: LinkMessageOf<'answer'>['verdict'],
  make: (talk: Talk) => LinkMessage,
): CarDialogue {
  const talk = new Talk();
  const asks = phone(talk.asks(1, make(talk)));
  return dialogue(name, clause, [...greeted(talk), asks, answer(talk.verdict(1, verdict, 1))]);
}

function replayedNonce(): CarDialogue {
  const talk = new Talk();
  const old = talk.request('status');
  const first = phone(talk.asks(1, old));
  const shown = answer(talk.verdict(1, 'granted', 1, { doorsLocked: true }));
  const second = phone(talk.asks(2, old));
  return dialogue('a proof that was used, sealed anew in its own dialogue', '6.6', [
    ...greeted(talk),
    first,
    shown,
    second,
    answer(talk.verdict(2, 'replayed', 2)),
  ]);
}

function otherDialogue(): CarDialogue {
  const [first, second] = [new Talk(), new Talk({ turn: 1 })];
  const stolen = first.request('unlock');
  return dialogue('a proof of another dialogue with the same car', '6.5', [
    ...greeted(first),
    ...greeted(second, 'b'),
    phone(second.asks(1, stolen), 'b'),
    answer(second.verdict(1, 'proof-invalid', 2), 'b'),
  ]);
}

function otherCarsProof(): CarDialogue {
  const near = new Talk();
  const far = new Talk({ to: other, by: otherCarKey, phoneTurn: 1 });
  const stolen = near.request('unlock');
  return dialogue(
    'a proof for one car, shown to another',
    '7.8',
    [
      ...greeted(near),
      ...greeted(far, 'b'),
      phone(far.asks(1, stolen), 'b'),
      answer(far.verdict(1, 'wrong-car', 1), 'b'),
    ],
    { otherCar: ['b'] },
  );
}

const requests: readonly CarDialogue[] = [
  refusedRequest('a token for another car', '7.8', 'wrong-car', (talk) =>
    talk.request('unlock', { token: tokenOf({ audience: other }) }),
  ),
  refusedRequest('a proof for another action', '7.7', 'proof-invalid', (talk) => ({
    ...talk.request('lock'),
    action: 'unlock',
  })),
  refusedRequest('a proof over a nonce of its own', '7.7', 'proof-invalid', (talk) =>
    talk.request('unlock', { over: { nonce: new Uint8Array(16) } }),
  ),
  refusedRequest('a proof that names no dialogue', '7.7', 'proof-invalid', (talk) =>
    talk.request('unlock', { over: { binding: new Uint8Array(32) } }),
  ),
  refusedRequest('a token that is none', '7.1', 'malformed', (talk) =>
    talk.request('unlock', { token: new Uint8Array(100) }),
  ),
  refusedRequest('a token that has expired', '8.3', 'expired', (talk) =>
    talk.request('unlock', {
      token: tokenOf({
        notBefore: epochSeconds(now / 1_000 - 10),
        expiresAt: epochSeconds(now / 1_000),
        issuedAt: epochSeconds(now / 1_000 - 10),
      }),
    }),
  ),
  replayedNonce(),
  otherDialogue(),
  otherCarsProof(),
];

/** A recorded dialogue played to the car once more, on a connection of its own. */
function replayedDialogue(): CarDialogue {
  const [first, second] = [new Talk(), new Talk({ turn: 1, nonceTurn: 2, phoneTurn: 0 })];
  const unlock = first.asks(1, first.request('unlock'));
  const granted = answer(first.verdict(1, 'granted', 1, opened));
  return dialogue(
    'a whole dialogue recorded and played again',
    '6.5',
    [
      ...greeted(first),
      phone(unlock),
      granted,
      phone(first.hello, 'b'),
      answer(second.welcome, 'b'),
      phone(unlock, 'b'),
      fault('hello-missing', 'b'),
    ],
    { relays: [...opens] },
  );
}

function spliced(): CarDialogue {
  const [first, second] = [new Talk(), new Talk({ turn: 1 })];
  const unlock = first.asks(1, first.request('unlock'));
  return dialogue('a request of one connection on another', '6.5', [
    ...greeted(first),
    ...greeted(second, 'b'),
    phone(unlock, 'b'),
    fault('hello-missing', 'b'),
  ]);
}

function splicedCars(): CarDialogue {
  const near = new Talk();
  const far = new Talk({ to: other, by: otherCarKey, phoneTurn: 1 });
  return dialogue(
    'a request to one car on the link to another',
    '6.5',
    [
      ...greeted(near),
      ...greeted(far, 'b'),
      phone(near.asks(1, near.request('unlock')), 'b'),
      fault('hello-missing', 'b'),
    ],
    { otherCar: ['b'] },
  );
}

function reflected(): CarDialogue {
  const talk = new Talk();
  const shown = phone(talk.asks(1, talk.request('status')));
  const granted = talk.verdict(1, 'granted', 1, { doorsLocked: true });
  const { message } = granted;
  const sealed = decodeLinkMessage(fromHex(message));
  const turned: LinkMessage =
    sealed.type === 'sealed-answer' ? { ...sealed, type: 'sealed-request', counter: 2 } : sealed;
  return dialogue('the car’s own words said back to it', '6.5', [
    ...greeted(talk),
    phone(talk.welcome),
    fault('malformed'),
    shown,
    answer(granted),
    phone(bytesSaid(fromHex(message))),
    fault('malformed'),
    phone(said(turned)),
    fault('hello-missing'),
  ]);
}

function counters(): CarDialogue {
  const talk = new Talk();
  const unlock = talk.request('unlock');
  const shown = phone(talk.asks(1, talk.request('status')));
  const granted = answer(talk.verdict(1, 'granted', 1, { doorsLocked: true }));
  return dialogue('sealed under a counter that is not the next', '6.5', [
    ...greeted(talk),
    phone(talk.asks(2, unlock)),
    fault('hello-missing'),
    shown,
    granted,
    phone(talk.asks(1, unlock)),
    fault('hello-missing'),
    phone(talk.asks(3, unlock)),
    fault('hello-missing'),
  ]);
}

function tampered(name: string, change: (ciphertext: Uint8Array) => Uint8Array): CarDialogue {
  const talk = new Talk();
  const message = decodeLinkMessage(fromHex(talk.asks(1, talk.request('unlock')).message));
  const changed =
    message.type === 'sealed-request' ? { ...message, ciphertext: change(message.ciphertext) } : message;
  return dialogue(name, '6.5', [...greeted(talk), phone(said(changed)), fault('hello-missing')]);
}

const sealedWrongly: readonly CarDialogue[] = [
  replayedDialogue(),
  spliced(),
  splicedCars(),
  reflected(),
  counters(),
  tampered('one bit changed in the ciphertext', (bytes) => bytes.with(5, (bytes[5] ?? 0) ^ 1)),
  tampered('one bit changed in the tag', (bytes) => bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1)),
  tampered('a tag cut by a byte', (bytes) => bytes.slice(0, -1)),
  tampered('nothing but zeros', (bytes) => new Uint8Array(bytes.length)),
  dialogue('sealed before any hello', '6.7', [
    phone(new Talk().asks(1, new Talk().request('unlock'))),
    fault('hello-missing'),
  ]),
];

function persistent(): CarDialogue {
  const talk = new Talk();
  const wrong = phone(talk.asks(2, talk.request('unlock')));
  return dialogue(
    'the eighth that does not open',
    '6.10',
    [...greeted(talk), ...Array.from({ length: 8 }, () => [wrong, fault('hello-missing')]).flat()],
    { closes: ['a'] },
  );
}

/** What comes to a car on its links, and what it must say. */
export const carDialogues: readonly CarDialogue[] = [
  ...opening,
  ...requests,
  ...sealedWrongly,
  ...malformedDialogues,
  persistent(),
];
