import { describe, expect, it } from 'vitest';
import { encode } from '../../../protocol/codec/cbor.ts';
import { type CarId, carId } from '../../../protocol/ids.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../../protocol/link/frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../../protocol/link/messages.ts';
import { Phone } from '../../../protocol/link/phone.ts';
import { slipDecode, slipStart } from '../../../protocol/link/slip.ts';
import { proofBytes } from '../../../protocol/token/proof.ts';
import { encodeToken } from '../../../protocol/token/token.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { ed25519Key, sha256 } from '../../support/signing-keys.ts';
import { someClaims } from '../token/some-claims.ts';

const phoneKey = ed25519Key(new Uint8Array(32).fill(5));
const token = encodeToken(
  { ...someClaims, confirmation: phoneKey.publicKey },
  ed25519Key(new Uint8Array(32).fill(1)),
);
const nonce = (fill: number) => new Uint8Array(16).fill(fill);

const welcome = (fill: number, car: CarId = someClaims.audience): LinkMessage => ({
  type: 'welcome',
  version: 1,
  car,
  nonce: nonce(fill),
  clockQuality: 'rtc',
  wallTime: epochMilliseconds(0),
});

const granted = (request: number, fill: number): LinkMessage => ({
  type: 'answer',
  request,
  verdict: 'granted',
  nonce: nonce(fill),
});

/** A phone, what it has sent so far, and a car whose every word the test says. */
function phoneBench() {
  const time = createManualClock();
  const frames: Uint8Array[] = [];
  const phone = new Phone({
    token,
    timers: time.timers,
    write: (bytes) => frames.push(bytes),
    digest: async (bytes) => sha256(bytes),
    sign: async (bytes) => phoneKey.sign(bytes),
  });
  const sent = (): LinkMessage[] =>
    frames.flatMap((frame) =>
      slipDecode(slipStart, frame, maxFrameBytes).packets.map((packet) =>
        decodeLinkMessage(openFrame(packet) ?? new Uint8Array()),
      ),
    );
  return {
    time,
    phone,
    frames,
    sent,
    requests: () =>
      sent().filter((message): message is LinkMessageOf<'request'> => message.type === 'request'),
    async says(message: LinkMessage) {
      phone.data(encodeFrame(encodeLinkMessage(message)));
      await time.advance(0);
    },
  };
}

const proves = (request: LinkMessageOf<'request'> | undefined, fill: number): boolean =>
  request !== undefined &&
  phoneKey.verify(
    proofBytes(phoneKey.publicKey, {
      car: someClaims.audience,
      nonce: nonce(fill),
      action: request.action,
      tokenDigest: sha256(token),
    }),
    request.proof,
  );

describe('a phone asking for an action (clause 6)', () => {
  it('says hello, then proves the action over the nonce of the welcome, and gives the answer', async () => {
    const { phone, says, sent, requests } = phoneBench();
    const answer = phone.request('unlock');
    await says(welcome(1));
    expect(sent().map(({ type }) => type)).toEqual(['hello', 'request']);
    expect(proves(requests()[0], 1)).toBe(true);
    await says(granted(1, 2));
    expect(await answer).toMatchObject({ verdict: 'granted', request: 1 });
  });

  it('goes on without hello over the nonce of the last answer, under the next number', async () => {
    const { phone, says, requests } = phoneBench();
    const first = phone.request('unlock');
    await says(welcome(1));
    await says(granted(1, 2));
    await first;
    const second = phone.request('end');
    await says(granted(99, 9));
    expect(requests().map(({ request, action }) => [request, action])).toEqual([
      [1, 'unlock'],
      [2, 'end'],
    ]);
    expect(proves(requests()[1], 2)).toBe(true);
    await says(granted(2, 3));
    expect((await second).nonce).toEqual(nonce(3));
  });

  it('takes the answer in fragments, and passes over noise, other numbers and messages it does not know', async () => {
    const { time, phone, says } = phoneBench();
    const answer = phone.request('unlock');
    await says(welcome(1));
    await says(granted(7, 9));
    phone.data(encodeFrame(encode([8, new Map()])));
    phone.data(encodeFrame(Uint8Array.of(0xff)));
    phone.data(Uint8Array.of(0xc0, 1, 2, 3, 4, 5, 6, 0xc0));
    for (const byte of encodeFrame(encodeLinkMessage(granted(1, 2)))) phone.data(Uint8Array.of(byte));
    await time.advance(0);
    expect((await answer).nonce).toEqual(nonce(2));
  });

  it('proves nothing to a car that its token is not for (clause 6.4)', async () => {
    const { phone, says, requests } = phoneBench();
    const refused = expect(phone.request('unlock')).rejects.toMatchObject({ code: 'other-car' });
    await says(welcome(1, carId('car-0008')));
    await refused;
    expect(requests()).toEqual([]);
  });

  it('takes one action at a time', async () => {
    const { phone, says } = phoneBench();
    const first = phone.request('unlock');
    await expect(phone.request('lock')).rejects.toMatchObject({ code: 'phone-busy', temporary: true });
    await says(welcome(1));
    await says(granted(1, 2));
    await expect(first).resolves.toMatchObject({ verdict: 'granted' });
  });
});

describe('a phone that hears nothing (clause 6.10)', () => {
  it('sends the same bytes again after 1, 2 and 3 s, and gives up after 10 s: it may have happened', async () => {
    const { time, phone, says, frames } = phoneBench();
    const silent = expect(phone.request('unlock')).rejects.toMatchObject({
      code: 'car-silent',
      temporary: true,
      mayHaveHappened: true,
    });
    await says(welcome(1));
    const counts: number[] = [];
    for (const milliseconds of [999, 1, 1_000, 1_000, 6_999]) {
      await time.advance(milliseconds);
      counts.push(frames.length - 1);
    }
    expect(counts).toEqual([1, 2, 3, 4, 4]);
    expect(new Set(frames.slice(1).map((frame) => Buffer.from(frame).toString('hex'))).size).toBe(1);
    await time.advance(1);
    await silent;
    expect(time.pending()).toBe(0);
  });

  it('before the welcome says that nothing happened', async () => {
    const { time, phone } = phoneBench();
    const silent = expect(phone.request('unlock')).rejects.toMatchObject({
      code: 'car-silent',
      mayHaveHappened: false,
    });
    await time.advance(10_000);
    await silent;
  });

  it('begins again with hello: the car may have used its nonce up', async () => {
    const { time, phone, says, sent, requests } = phoneBench();
    const silent = expect(phone.request('unlock')).rejects.toMatchObject({ code: 'car-silent' });
    await says(welcome(1));
    await time.advance(10_000);
    await silent;
    const again = phone.request('unlock');
    await time.advance(0);
    expect(sent().at(-1)?.type).toBe('hello');
    await says(welcome(4));
    await says(granted(2, 5));
    await again;
    expect(proves(requests().at(-1), 4)).toBe(true);
  });
});

describe('a phone whose link or dialogue fails', () => {
  it('says that the action may have happened when the link closes, and asks no more', async () => {
    const { phone, says } = phoneBench();
    const closed = expect(phone.request('unlock')).rejects.toMatchObject({
      code: 'link-closed',
      mayHaveHappened: true,
    });
    await says(welcome(1));
    phone.closed();
    await closed;
    await expect(phone.request('lock')).rejects.toMatchObject({ code: 'link-closed' });
  });

  it.each([
    ['hello', 'version-not-spoken'],
    ['request', 'internal'],
  ] as const)('hands on what the fault in answer to %s says (clause 6.7)', async (stage, fault) => {
    const { time, phone, says } = phoneBench();
    const refused = expect(phone.request('unlock')).rejects.toMatchObject({
      code: 'car-fault',
      message: `the car answers ${fault}`,
      temporary: true,
      mayHaveHappened: true,
    });
    await time.advance(0);
    if (stage === 'request') await says(welcome(1));
    await says({ type: 'fault', fault, temporary: true, mayHaveHappened: true });
    await refused;
  });
});
