import { z } from 'zod';
import { listKinds } from '../../../protocol/lists/list.ts';
import { actions, clockQualities, verdicts } from '../../../protocol/messages/words.ts';

/** How the files of `protocol/vectors` are laid out; their README says what the fields mean. */

const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const named = { name: z.string(), clause: z.string() };

const keysOf = <const Words extends Readonly<Record<string, number>>>(words: Words) =>
  z.custom<Extract<keyof Words, string>>((word) => typeof word === 'string' && Object.hasOwn(words, word));
const action = keysOf(actions);
const verdict = keysOf(verdicts);

const carState = z.strictObject({
  name: z.string(),
  issuers: z.array(
    z.strictObject({
      issuer: z.string(),
      keyId: hex,
      algorithm: z.number(),
      key: hex,
      scopes: z.array(action),
      longestLifeSeconds: z.number(),
      cars: z.array(z.string()).optional(),
      denies: z.boolean(),
    }),
  ),
  revokedKeys: z.array(hex),
  denyList: z.strictObject({ number: z.number(), issuedAt: z.number(), denied: z.array(hex) }).nullable(),
  /** From this age on the list is too old; null: never. */
  refuseListsOlderThanHours: z.number().nullable(),
  openReservation: hex.nullable(),
  time: z.number(),
  clockQuality: keysOf(clockQualities),
  uses: z.number(),
  usesInDoubt: z.number(),
  nonce: hex,
  binding: hex,
  spent: z.array(z.strictObject({ nonce: hex, binding: hex })),
});
export type CarState = z.output<typeof carState>;

const tokenVector = z.strictObject({
  ...named,
  action,
  token: hex,
  proof: hex,
  car: carState.partial().optional(),
  verdict,
});
export type TokenVector = z.output<typeof tokenVector>;

export const tokenFile = z.strictObject({ car: carState, vectors: z.array(tokenVector) });

const namedKey = z.strictObject({ name: z.string(), secret: hex, key: hex, keyId: hex });
export type NamedKey = z.output<typeof namedKey>;
const keyVector = z.strictObject({
  ...named,
  key: hex,
  keyId: hex.optional(),
  verdict: z.enum(['taken', 'weak', 'malformed']),
});
export type KeyVector = z.output<typeof keyVector>;
export const keyFile = z.strictObject({ pairs: z.array(namedKey), vectors: z.array(keyVector) });

const cborVector = z.strictObject({ ...named, item: hex, verdict: z.enum(['taken', 'malformed']) });
export type CborVector = z.output<typeof cborVector>;
export const cborFile = z.strictObject({ vectors: z.array(cborVector) });

const listVector = z.strictObject({
  ...named,
  lists: z.array(
    z.strictObject({
      list: keysOf(listKinds),
      signed: hex,
      outcome: z.enum(['taken', 'known', 'refused']),
    }),
  ),
});
export type ListVector = z.output<typeof listVector>;
export const listFile = z.strictObject({
  car: carState.pick({ name: true, issuers: true }),
  root: hex,
  vectors: z.array(listVector),
});

const receiptVector = z.strictObject({
  ...named,
  receipt: hex,
  carKey: hex,
  verdict: z.enum(['genuine', 'refused']),
});
export type ReceiptVector = z.output<typeof receiptVector>;
export const receiptFile = z.strictObject({ vectors: z.array(receiptVector) });

const frameVector = z.strictObject({
  ...named,
  stream: hex,
  /** What a receiver takes out of the stream; empty where it drops everything. */
  messages: z.array(hex),
});
export type FrameVector = z.output<typeof frameVector>;
export const frameFile = z.strictObject({ vectors: z.array(frameVector) });

const said = {
  message: hex,
  /** What is inside a sealed message, where it opens. */
  plain: hex.optional(),
};
const step = z.strictObject({ link: z.enum(['a', 'b', 'c']), from: z.enum(['phone', 'car']), ...said });
export type Step = z.output<typeof step>;
const relay = z.enum(['unlock', 'lock', 'release', 'immobilise']);

const carDialogue = z.strictObject({
  ...named,
  /** Of links to car-008; all others are to car-007. */
  otherCar: z.array(z.enum(['a', 'b', 'c'])),
  steps: z.array(step),
  relays: z.array(relay),
  /** Links that the car closes. */
  closes: z.array(z.enum(['a', 'b', 'c'])),
  verdict: z.enum(['opens', 'refused']),
});
export type CarDialogue = z.output<typeof carDialogue>;
export const carDialogueFile = z.strictObject({
  car: carState.pick({ name: true, issuers: true, time: true, clockQuality: true }),
  odometerMetres: z.number(),
  /** What each link's car draws, in turn: agreement scalars, nonces. */
  draws: z.strictObject({ scalars: z.array(hex), nonces: z.array(hex) }),
  vectors: z.array(carDialogue),
});

const phoneDialogue = z.strictObject({
  ...named,
  action,
  /** What the phone says it expects to be said, and what comes back. */
  steps: z.array(z.strictObject({ from: z.enum(['phone', 'car']), ...said })),
  outcome: z.union([
    z.strictObject({ verdict }),
    z.strictObject({ fault: z.string(), mayHaveHappened: z.boolean() }),
  ]),
});
export type PhoneDialogue = z.output<typeof phoneDialogue>;
export const phoneDialogueFile = z.strictObject({
  token: hex,
  carKey: hex,
  agreementScalar: hex,
  vectors: z.array(phoneDialogue),
});

const rentalVector = z.strictObject({
  ...named,
  action,
  reservation: hex,
  openReservation: hex.nullable(),
  ended: z.array(hex),
  ignitionOn: z.boolean(),
  doorsClosed: z.boolean(),
  doorsLocked: z.boolean(),
  keyInHolder: z.boolean(),
  fuelCardInHolder: z.boolean(),
  /** Something of the checklist stands against the end. */
  isIncomplete: z.boolean(),
  hasPin: z.boolean(),
  verdict,
});
export type RentalVector = z.output<typeof rentalVector>;
export const rentalFile = z.strictObject({ vectors: z.array(rentalVector) });
