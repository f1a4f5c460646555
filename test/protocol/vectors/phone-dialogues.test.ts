import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { Fault } from '../../../protocol/errors.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../../protocol/link/frame.ts';
import { Phone } from '../../../protocol/link/phone.ts';
import { slipDecode, slipStart } from '../../../protocol/link/slip.ts';
import { nodeCrypto } from '../../../simulator/phone/node-crypto.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { phoneKey } from '../../support/specification-keys.ts';
import { readVectors } from './read-vectors.ts';
import { type PhoneDialogue, phoneDialogueFile } from './vector-format.ts';

const { token, carKey, agreementScalar, vectors } = readVectors('phone-dialogues.json', phoneDialogueFile);

/** What a phone says, each message once, and how its request ends. */
async function played({ action, steps }: PhoneDialogue) {
  const time = createManualClock();
  const said = new Set<string>();
  const phone = new Phone({
    token: fromHex(token),
    carKey: fromHex(carKey),
    timers: time.timers,
    write: (frame) => {
      for (const packet of slipDecode(slipStart, frame, maxFrameBytes).packets)
        said.add(toHex(openFrame(packet) ?? expect.fail('a wrong checksum')));
    },
    crypto: nodeCrypto({ bytes: () => fromHex(agreementScalar) }, phoneKey.sign),
  });
  const outcome = phone.request(action).then(
    ({ verdict }): PhoneDialogue['outcome'] => ({ verdict }),
    (thrown: unknown): PhoneDialogue['outcome'] => {
      if (!(thrown instanceof Fault)) throw thrown;
      return { fault: thrown.code, mayHaveHappened: thrown.mayHaveHappened };
    },
  );
  await time.advance(0);
  for (const { message } of steps.filter(({ from }) => from === 'car')) {
    phone.data(encodeFrame(fromHex(message)));
    await time.advance(0);
  }
  await time.advance(10_000);
  return { said: [...said], outcome: await outcome };
}

it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', async (_, vector) => {
  const { said, outcome } = await played(vector);
  expect(said).toEqual(vector.steps.filter(({ from }) => from === 'phone').map(({ message }) => message));
  expect(outcome).toEqual(vector.outcome);
});
