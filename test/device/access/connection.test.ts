import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Connection } from '../../../device/access/connection.ts';
import { begin } from '../../../device/access/greeting.ts';
import { carId } from '../../../protocol/ids.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../../protocol/link/frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../../protocol/link/messages.ts';
import { slipDecode, slipStart } from '../../../protocol/link/slip.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { countingRandom } from '../../support/random.ts';
import { RawDialogue } from '../../support/raw-dialogue.ts';
import { ed25519Key } from '../../support/signing-keys.ts';

const request: LinkMessage = {
  type: 'request',
  action: 'unlock',
  token: new Uint8Array(100),
  proof: new Uint8Array(64),
};
const carKey = ed25519Key(new Uint8Array(32).fill(1));
const bytesOf = (message: LinkMessage) => encodeFrame(encodeLinkMessage(message));

type Decide = (request: LinkMessageOf<'request'>) => Promise<LinkMessageOf<'answer'>>;
const granting: Decide = async () => ({
  type: 'answer',
  verdict: 'granted',
  nonce: new Uint8Array(16),
});

/** More than two messages can carry. */
const parcel = Uint8Array.from({ length: 4_000 }, (_, at) => at & 0xff);
const noLists = { keySet: 0, revokedKeys: 0, denyList: 0 };
const own = {
  car: carId('car-007'),
  clockQuality: 'rtc',
  wallTime: epochMilliseconds(0),
  ...noLists,
} as const;

function linkBench(decide: Decide = granting) {
  const time = createManualClock();
  const parts = { random: countingRandom(), sign: carKey.sign };
  const options = {
    timers: time.timers,
    log: silentLog,
    collect: async () => parcel,
    takeList: async ({ list }: LinkMessageOf<'list'>) =>
      ({ type: 'list-judged', list, outcome: 'taken', number: 1 }) as const,
    begin: (bytes: Uint8Array, hello: LinkMessageOf<'hello'>) => begin(bytes, hello, own, parts),
    decide,
  };
  return { time, options };
}

/** What went to the phone, and whether the car has hung up. */
function phoneStream() {
  const frames: Uint8Array[] = [];
  let closed = 0;
  return {
    stream: {
      write: (bytes: Uint8Array) => void frames.push(bytes),
      close: () => {
        closed++;
      },
    },
    closed: () => closed,
    said: () =>
      frames.flatMap((frame) =>
        slipDecode(slipStart, frame, maxFrameBytes).packets.map((packet) =>
          decodeLinkMessage(openFrame(packet) ?? new Uint8Array()),
        ),
      ),
  };
}

function connectionBench(decide?: Decide) {
  const { time, options } = linkBench(decide);
  const phone = phoneStream();
  let ends = 0;
  const connection = new Connection(phone.stream, {
    ...options,
    onHeard: () => {},
    onEnd: () => {
      ends++;
    },
  });
  const dialogue = new RawDialogue();
  const opened = () => phone.said().map((message) => dialogue.opened(message));
  /** Says hello, in fragments where wanted, and takes the welcome. */
  const greet = (bytes = bytesOf(dialogue.hello)) => {
    connection.data(bytes);
    const reply = phone.said().at(-1);
    if (reply?.type === 'welcome') dialogue.welcomed(reply);
  };
  return { time, connection, ...phone, ends: () => ends, dialogue, opened, greet };
}

const { hello } = new RawDialogue();

describe('a connection (clause 6.1)', () => {
  it('takes fragments of any size, with noise before and between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (sizes) => {
        const { time, connection, opened, greet, dialogue } = connectionBench();
        const say = (...parts: readonly Uint8Array[]) => {
          const stream = Buffer.concat(parts);
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            connection.data(stream.subarray(at, at + size));
            at += size;
          }
        };
        say(Uint8Array.of(1, 2, 3), bytesOf(hello));
        greet(new Uint8Array());
        say(Uint8Array.of(0xdb, 0x00), bytesOf(dialogue.sealed(request)));
        await time.advance(0);
        expect(opened().map(({ type }) => type)).toEqual(['welcome', 'answer']);
      }),
      { numRuns: 50 },
    );
  });

  it('answers a good frame with a bad message, and not a bad frame', () => {
    const { connection, said } = connectionBench();
    connection.data(encodeFrame(Uint8Array.of(0xff)));
    connection.data(Uint8Array.of(0xc0, 9, 9, 9, 9, 9, 9, 0xc0));
    expect(said()).toMatchObject([{ type: 'fault', fault: 'malformed' }]);
  });

  it('keeps no more of a flood than one frame, and understands what comes after it', () => {
    const { connection, said } = connectionBench();
    for (let count = 0; count < 1_000; count++) connection.data(new Uint8Array(10_000).fill(1));
    connection.data(bytesOf(hello));
    expect(said()).toMatchObject([{ type: 'welcome' }]);
  });

  it('tells the phone where a request could not be decided, and hangs up', async () => {
    const { time, connection, opened, closed, greet, dialogue } = connectionBench(() =>
      Promise.reject(new Error('broken')),
    );
    greet();
    connection.data(bytesOf(dialogue.sealed(request)));
    await time.advance(0);
    expect(opened().at(-1)).toMatchObject({ type: 'fault', fault: 'internal', mayHaveHappened: true });
    expect(closed()).toBe(1);
  });
});

describe('a parcel (clause 12.7)', () => {
  it('comes in pieces, as often as they are asked for', async () => {
    const { time, connection, opened, greet, dialogue } = connectionBench();
    greet();
    for (const offset of [0, 1_900, 1_900, 3_800, 4_000]) {
      connection.data(bytesOf(dialogue.sealed({ type: 'collect', offset })));
      await time.advance(0);
    }
    const pieces = opened().slice(1);
    const [first, second, again, third, none] = pieces.map((reply) =>
      reply.type === 'parcel-piece' ? reply : expect.fail(reply.type),
    );
    expect(again).toEqual(second);
    expect(
      Buffer.concat([first?.piece, second?.piece, third?.piece].flatMap((piece) => piece ?? [])),
    ).toEqual(Buffer.from(parcel));
    expect([none?.total, none?.piece.length]).toEqual([4_000, 0]);
  });
});

describe('a hello that is no use (clause 6.3)', () => {
  it('with a key that is no point of the curve is malformed', () => {
    const { connection, said } = connectionBench();
    connection.data(bytesOf({ ...hello, agreementKey: new Uint8Array(64).fill(1) }));
    expect(said()).toMatchObject([{ type: 'fault', fault: 'malformed' }]);
  });
});

describe('a silent phone (clause 6.10)', () => {
  it('loses its connection after 30 s without a good frame', async () => {
    const { time, connection, closed, ends } = connectionBench();
    await time.advance(29_999);
    connection.data(bytesOf(hello));
    await time.advance(29_999);
    connection.data(Uint8Array.of(0xc0, 1, 2, 3, 4, 5, 6, 0xc0));
    expect(closed()).toBe(0);
    await time.advance(1);
    expect([closed(), ends()]).toEqual([1, 1]);
  });

  it('that has gone leaves no timer behind, and gets no late answer', async () => {
    let resolve: (answer: LinkMessageOf<'answer'>) => void = () => {};
    const decision = new Promise<LinkMessageOf<'answer'>>((settle) => {
      resolve = settle;
    });
    const { time, connection, said, ends, greet, dialogue } = connectionBench(() => decision);
    greet();
    connection.data(bytesOf(dialogue.sealed(request)));
    connection.closed();
    connection.data(bytesOf(hello));
    resolve({ type: 'answer', verdict: 'granted', nonce: new Uint8Array(16) });
    await time.advance(0);
    expect(said().map(({ type }) => type)).toEqual(['welcome']);
    expect([time.pending(), ends()]).toEqual([0, 1]);
  });
});
