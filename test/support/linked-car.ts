import { begin } from '../../device/access/greeting.ts';
import { type AccessLists, judgeList, type ListContext, noListsYet } from '../../device/access/lists.ts';
import { Reception } from '../../device/access/reception.ts';
import { maxFrameBytes, openFrame } from '../../protocol/link/frame.ts';
import { slipDecode, slipStart } from '../../protocol/link/slip.ts';
import { type Random, silentLog } from '../../protocol/runtime.ts';
import { type AccessBenchOptions, accessBench } from '../device/access-bench.ts';
import type { SigningKey } from './signing-keys.ts';

export interface LinkedCarOptions extends Omit<AccessBenchOptions, 'lists'> {
  readonly carKey: SigningKey;
  readonly random: Random;
  readonly context: ListContext;
  readonly has?: AccessLists;
}

/** One phone's end of the link to a car. */
export interface CarLink {
  /** Bytes to the car, framed or not. */
  say(bytes: Uint8Array): void;
  /** What the car has said since it was asked last, without frames. */
  heard(): readonly Uint8Array[];
  isClosed(): boolean;
  hangUp(): void;
}

/** The car's whole access path, from bytes on the link to relays: framing, dialogue, lists, gatekeeper, journal. */
export function linkedCar({ context, has = noListsYet, ...options }: LinkedCarOptions) {
  let lists = has;
  let underWay = 0;
  const counted = async <Result>(work: Promise<Result>): Promise<Result> => {
    underWay++;
    return work.finally(() => {
      underWay--;
    });
  };
  const bench = accessBench({ ...options, car: context.car, issuers: context.issuers, lists: () => lists });
  const parts = { random: options.random, sign: options.carKey.sign };
  const reception = new Reception({
    timers: bench.timers,
    log: silentLog,
    begin(bytes, hello) {
      const { time, quality } = bench.wallTime();
      const { held } = lists;
      const own = {
        car: context.car,
        clockQuality: quality,
        wallTime: time,
        keySet: held['key-set'],
        revokedKeys: held['revoked-keys'],
        denyList: held['deny-list'],
      };
      return begin(bytes, hello, own, parts);
    },
    decide: (request, ground) => counted(bench.gatekeeper.decide(request, ground)),
    collect: async () => null,
    async takeList({ list, signed }) {
      const step = judgeList(lists, { list, signed }, context);
      lists = step.lists;
      return { type: 'list-judged', list, outcome: step.outcome, number: lists.numbers[list] };
    },
  });
  return {
    ...bench,
    name: context.car,
    connect: () => connectTo(reception),
    /** While a request is being decided. */
    isBusy: () => underWay > 0,
  };
}

function connectTo(reception: Reception): CarLink {
  let frames: Uint8Array[] = [];
  let closed = false;
  const events = reception.connected({
    write: (bytes) => void frames.push(bytes),
    close() {
      closed = true;
    },
  });
  return {
    say: (bytes) => events.data(bytes),
    heard() {
      const said = frames;
      frames = [];
      return said.flatMap(messagesIn);
    },
    isClosed: () => closed,
    hangUp: () => events.closed('hung up'),
  };
}

const messagesIn = (frame: Uint8Array): readonly Uint8Array[] =>
  slipDecode(slipStart, frame, maxFrameBytes).packets.flatMap((packet) => {
    const message = openFrame(packet);
    return message === null ? [] : [message];
  });
