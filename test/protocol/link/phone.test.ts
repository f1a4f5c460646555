import { describe, expect, it } from 'vitest';
import { encode } from '../../../protocol/codec/cbor.ts';
import { carId } from '../../../protocol/ids.ts';
import { transcriptBytes, welcomeBytes } from '../../../protocol/link/channel.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../../protocol/link/frame.ts';
import {
  decodeGreeting,
  decodeLinkMessage,
  encodeGreeting,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../../protocol/link/messages.ts';
import { Phone } from '../../../protocol/link/phone.ts';
import { slipDecode, slipStart } from '../../../protocol/link/slip.ts';
import type { CarriedList } from '../../../protocol/lists/list.ts';
import { proofBytes } from '../../../protocol/token/proof.ts';
import { encodeToken } from '../../../protocol/token/token.ts';
import { nodeCrypto } from '../../../simulator/phone/node-crypto.ts';
import { denyList, keySet } from '../../device/access/some-lists.ts';
import { CarVoice } from '../../support/car-voice.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { countingRandom } from '../../support/random.ts';
import { ed25519Key, sha256 } from '../../support/signing-keys.ts';
import { someClaims } from '../token/some-claims.ts';

const phoneKey = ed25519Key(new Uint8Array(32).fill(5));
const token = encodeToken(
  { ...someClaims, confirmation: phoneKey.publicKey },
  ed25519Key(new Uint8Array(32).fill(1)),
);
const nonce = (fill: number) => new Uint8Array(16).fill(fill);
const granted = (fill: number): LinkMessage => ({ type: 'answer', verdict: 'granted', nonce: nonce(fill) });

/** A phone, what it has sent so far, and a car whose every word the test says. */
function phoneBench(lists: readonly CarriedList[] = []) {
  const time = createManualClock();
  const car = new CarVoice(someClaims.audience);
  const frames: Uint8Array[] = [];
  const phone = new Phone({
    token,
    carKey: car.key.publicKey.x,
    lists,
    timers: time.timers,
    write: (bytes) => frames.push(bytes),
    crypto: nodeCrypto(countingRandom(), phoneKey.sign),
  });
  const sent = (): LinkMessage[] =>
    frames.flatMap((frame) =>
      slipDecode(slipStart, frame, maxFrameBytes).packets.map((packet) =>
        decodeLinkMessage(openFrame(packet) ?? new Uint8Array()),
      ),
    );
  const last = <Type extends LinkMessage['type']>(type: Type): LinkMessageOf<Type> => {
    const found = sent().findLast((message): message is LinkMessageOf<Type> => message.type === type);
    return found ?? expect.fail(`no ${type} was sent`);
  };
  const says = async (message: LinkMessage) => {
    phone.data(encodeFrame(encodeLinkMessage(message)));
    await time.advance(0);
  };
  return {
    time,
    car,
    phone,
    frames,
    sent,
    says,
    hello: () => last('hello'),
    /** Answers the last hello, changed where wanted. */
    async welcomes(change: (welcome: LinkMessageOf<'welcome'>) => LinkMessage = (welcome) => welcome) {
      await time.advance(0);
      await says(change(car.welcome(last('hello'))));
    },
    /** Answers under the counter of the last request. */
    async answers(message: LinkMessage) {
      await says(car.sealed(last('sealed-request').counter, message));
    },
    /** The last request as the car reads it. */
    request(): LinkMessageOf<'request'> {
      const inner = car.opened(last('sealed-request'));
      return inner?.type === 'request' ? inner : expect.fail('no request');
    },
    inner: () => car.opened(last('sealed-request')),
    requests: () => sent().filter(({ type }) => type === 'sealed-request').length,
  };
}

type Bench = ReturnType<typeof phoneBench>;

const proves = ({ request, car }: Bench, over: Uint8Array): boolean =>
  phoneKey.verify(
    proofBytes(phoneKey.publicKey, {
      car: someClaims.audience,
      nonce: over,
      action: request().action,
      tokenDigest: sha256(token),
      binding: car.binding,
    }),
    request().proof,
  );

describe('a phone asking for an action (clause 6)', () => {
  it('says hello, then proves the action over the nonce of the welcome, and gives the answer', async () => {
    const bench = phoneBench();
    const answer = bench.phone.request('unlock');
    await bench.welcomes();
    expect(bench.sent().map(({ type }) => type)).toEqual(['hello', 'sealed-request']);
    expect(bench.request()).toMatchObject({ action: 'unlock', token });
    expect(proves(bench, bench.car.nonce)).toBe(true);
    await bench.answers(granted(2));
    expect(await answer).toMatchObject({ verdict: 'granted' });
  });

  it('goes on without hello over the nonce of the last answer, under the next counter', async () => {
    const bench = phoneBench();
    const first = bench.phone.request('unlock');
    await bench.welcomes();
    await bench.answers(granted(2));
    await first;
    const second = bench.phone.request('end');
    await bench.time.advance(0);
    expect(bench.sent().map((message) => 'counter' in message && message.counter)).toEqual([false, 1, 2]);
    expect([bench.request().action, proves(bench, nonce(2))]).toEqual(['end', true]);
    await bench.answers(granted(3));
    expect((await second).nonce).toEqual(nonce(3));
  });

  it('takes the answer in fragments, and passes over noise and messages it does not know', async () => {
    const bench = phoneBench();
    const answer = bench.phone.request('unlock');
    await bench.welcomes();
    bench.phone.data(encodeFrame(encode([12, new Map()])));
    bench.phone.data(encodeFrame(Uint8Array.of(0xff)));
    bench.phone.data(Uint8Array.of(0xc0, 1, 2, 3, 4, 5, 6, 0xc0));
    const reply = encodeFrame(encodeLinkMessage(bench.car.sealed(1, granted(2))));
    for (const byte of reply) bench.phone.data(Uint8Array.of(byte));
    await bench.time.advance(0);
    expect((await answer).nonce).toEqual(nonce(2));
  });

  it('takes one action at a time', async () => {
    const bench = phoneBench();
    const first = bench.phone.request('unlock');
    await expect(bench.phone.request('lock')).rejects.toMatchObject({ code: 'phone-busy', temporary: true });
    await bench.welcomes();
    await bench.answers(granted(2));
    await expect(first).resolves.toMatchObject({ verdict: 'granted' });
  });
});

describe('a phone with lists for the car (clause 12.5)', () => {
  const [older, newer] = [keySet(3), denyList(8)];

  it('brings those that are news to it before it asks for anything', async () => {
    const bench = phoneBench([older, newer]);
    bench.car.lists = { keySet: 3, revokedKeys: 0, denyList: 7 };
    const answer = bench.phone.request('unlock');
    await bench.welcomes();
    expect(bench.inner()).toMatchObject({ type: 'list', list: 'deny-list', signed: newer.signed });
    await bench.answers({ type: 'list-judged', list: 'deny-list', outcome: 'taken', number: 8 });
    expect(bench.request().action).toBe('unlock');
    await bench.answers(granted(2));
    expect(await answer).toMatchObject({ verdict: 'granted' });
    expect(bench.requests()).toBe(2);
  });

  it('asks all the same where the car does not take them', async () => {
    const bench = phoneBench([newer]);
    const answer = bench.phone.request('unlock');
    await bench.welcomes();
    await bench.answers({ type: 'list-judged', list: 'deny-list', outcome: 'refused', number: 0 });
    await bench.answers(granted(2));
    expect(await answer).toMatchObject({ verdict: 'granted' });
  });
});

describe('a welcome (clause 6.4)', () => {
  const changed = (change: Partial<ReturnType<typeof decodeGreeting>>) => (bench: Bench) => {
    const resigned = ({ greeting }: LinkMessageOf<'welcome'>): LinkMessage => ({
      type: 'welcome',
      greeting: encodeGreeting({ ...decodeGreeting(greeting), ...change }),
      signature: new Uint8Array(64),
    });
    return bench.welcomes(resigned);
  };
  const byAnother = async (bench: Bench) => {
    await bench.time.advance(0);
    await bench.says(new CarVoice(someClaims.audience, 9).welcome(bench.hello()));
  };
  const toAnother = async (bench: Bench) => {
    await bench.time.advance(0);
    const other = { ...bench.hello(), versions: [1, 2] };
    await bench.says(bench.car.welcome(other));
  };
  const newer = (bench: Bench) =>
    bench.welcomes((welcome) => {
      const greeting = encodeGreeting({ ...decodeGreeting(welcome.greeting), version: 2, versions: [2] });
      const binding = sha256(transcriptBytes(encodeLinkMessage(bench.hello()), greeting));
      return { type: 'welcome', greeting, signature: bench.car.key.sign(welcomeBytes(binding)) };
    });
  const unreadable = (bench: Bench) =>
    bench.welcomes((welcome) => ({ ...welcome, greeting: Uint8Array.of(0xff) }));

  it.each<[string, string, (bench: Bench) => Promise<void>]>([
    ['of another car', 'other-car', changed({ car: carId('car-0008') })],
    ['signed with another key', 'car-not-genuine', byAnother],
    ['made for another hello', 'car-not-genuine', toAnother],
    ['with another nonce than was signed', 'car-not-genuine', changed({ nonce: nonce(9) })],
    ['in a version that this phone does not speak', 'car-not-genuine', newer],
    ['that cannot be read', 'car-not-genuine', unreadable],
  ])('%s: the phone proves nothing (%s)', async (_, code, welcomes) => {
    const bench = phoneBench();
    const refused = expect(bench.phone.request('unlock')).rejects.toMatchObject({
      code,
      mayHaveHappened: false,
    });
    await welcomes(bench);
    await refused;
    expect(bench.requests()).toBe(0);
  });
});

describe('what is no answer of the car (clause 6.7)', () => {
  it.each<[string, (bench: Bench) => LinkMessage]>([
    ['an answer in the clear', () => granted(9)],
    ['an answer under another counter', ({ car }) => car.sealed(2, granted(9))],
    [
      'an answer of another dialogue',
      ({ hello }) => {
        const other = new CarVoice(someClaims.audience);
        other.welcome(hello());
        other.welcome(hello());
        return other.sealed(1, granted(9));
      },
    ],
    [
      'the phone’s own request, reflected',
      ({ sent }) => {
        const own = sent().findLast((message) => message.type === 'sealed-request');
        return own === undefined ? expect.fail('none') : { ...own, type: 'sealed-answer' };
      },
    ],
    [
      'an answer with one bit changed',
      ({ car }) => {
        const answer = car.sealed(1, granted(9));
        const ciphertext = answer.ciphertext.map((byte, at) => (at === 3 ? byte ^ 1 : byte));
        return { ...answer, ciphertext };
      },
    ],
  ])('%s is passed over', async (_, forged) => {
    const bench = phoneBench();
    const answer = bench.phone.request('unlock');
    await bench.welcomes();
    await bench.says(forged(bench));
    await bench.answers(granted(2));
    expect((await answer).nonce).toEqual(nonce(2));
  });

  it('a fault in the clear ends the dialogue, and may be anybody’s: it may have happened', async () => {
    const bench = phoneBench();
    const refused = expect(bench.phone.request('unlock')).rejects.toMatchObject({
      code: 'car-fault',
      temporary: true,
      mayHaveHappened: true,
    });
    await bench.welcomes();
    await bench.says({ type: 'fault', fault: 'hello-missing', temporary: false, mayHaveHappened: false });
    await refused;
  });
});

describe('a phone that hears nothing (clause 6.10)', () => {
  it('sends the same bytes again after 1, 2 and 3 s, and gives up after 10 s: it may have happened', async () => {
    const { time, phone, welcomes, frames } = phoneBench();
    const silent = expect(phone.request('unlock')).rejects.toMatchObject({
      code: 'car-silent',
      temporary: true,
      mayHaveHappened: true,
    });
    await welcomes();
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

  it('begins again with hello under a fresh key: the car may have used its nonce up', async () => {
    const bench = phoneBench();
    const silent = expect(bench.phone.request('unlock')).rejects.toMatchObject({ code: 'car-silent' });
    await bench.welcomes();
    const first = bench.hello();
    await bench.time.advance(10_000);
    await silent;
    const again = bench.phone.request('unlock');
    await bench.welcomes();
    expect(bench.hello().agreementKey).not.toEqual(first.agreementKey);
    expect(proves(bench, bench.car.nonce)).toBe(true);
    await bench.answers(granted(5));
    await again;
  });
});

describe('a phone whose link or dialogue fails', () => {
  it('says that the action may have happened when the link closes, and asks no more', async () => {
    const { phone, welcomes } = phoneBench();
    const closed = expect(phone.request('unlock')).rejects.toMatchObject({
      code: 'link-closed',
      mayHaveHappened: true,
    });
    await welcomes();
    phone.closed();
    await closed;
    await expect(phone.request('lock')).rejects.toMatchObject({ code: 'link-closed' });
  });

  it.each([
    ['hello', 'version-not-spoken'],
    ['request', 'internal'],
  ] as const)('hands on what the fault in answer to %s says (clause 6.7)', async (stage, fault) => {
    const bench = phoneBench();
    const refused = expect(bench.phone.request('unlock')).rejects.toMatchObject({
      code: 'car-fault',
      message: `the car answers ${fault}`,
      temporary: true,
      mayHaveHappened: true,
    });
    const said: LinkMessage = { type: 'fault', fault, temporary: true, mayHaveHappened: true };
    if (stage === 'request') {
      await bench.welcomes();
      await bench.answers(said);
    } else {
      await bench.time.advance(0);
      await bench.says(said);
    }
    await refused;
  });
});
