import type { ByteStream, ByteStreamEvents, PhoneLink } from '../../device/ports.ts';
import { encodeFrame } from '../../protocol/link/frame.ts';
import { decodeLinkMessage, encodeLinkMessage, type LinkMessage } from '../../protocol/link/messages.ts';
import { slipDecode, slipStart } from '../../protocol/link/slip.ts';
import { RawDialogue } from './raw-dialogue.ts';

/** One of those who stand about the car. */
export interface Bystander {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** How somebody comes near; what the car says goes to `heard`. */
export type ComeNear = (heard: (bytes: Uint8Array) => void) => Promise<Bystander>;

const bytesOf = (message: LinkMessage): Uint8Array => encodeFrame(encodeLinkMessage(message));
const noise = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => ((at + 1) * 2_654_435_761) >>> 13);

/** More than a car talks to at once. */
const many = 6;

async function each(comeNear: ComeNear, say: (bystander: Bystander, number: number) => void): Promise<void> {
  for (let number = 1; number <= many; number++) say(await comeNear(() => {}), number);
}

/** Says hello, and once the car has answered asks again and again with a token that is none. */
async function asksInVain(comeNear: ComeNear, number: number): Promise<void> {
  const dialogue = new RawDialogue(number);
  const bystander = await comeNear((bytes) => {
    const [packet] = slipDecode(slipStart, bytes, 4_096).packets;
    const message = packet === undefined ? null : decodeLinkMessage(packet.slice(0, -4));
    if (message?.type === 'welcome') dialogue.welcomed(message);
    const token = new Uint8Array(300).fill(number);
    const proof = new Uint8Array(64);
    bystander.write(bytesOf(dialogue.sealed({ type: 'request', action: 'unlock', token, proof })));
  });
  bystander.write(bytesOf(dialogue.hello));
}

/** What may go on around a car when a driver comes; none of it may keep the driver waiting (clause 6.10). */
export const crowds: Readonly<Record<string, (comeNear: ComeNear) => Promise<void>>> = {
  'phones that say nothing': (comeNear) => each(comeNear, () => {}),
  'phones that say hello and no more': (comeNear) =>
    each(comeNear, (bystander, number) => bystander.write(bytesOf(new RawDialogue(number).hello))),
  'half frames': (comeNear) =>
    each(comeNear, (bystander, number) =>
      bystander.write(bytesOf(new RawDialogue(number).hello).subarray(0, 40)),
    ),
  garbage: (comeNear) => each(comeNear, (bystander) => bystander.write(noise(65_536))),
  'frames without an end': (comeNear) =>
    each(comeNear, (bystander) => bystander.write(new Uint8Array(262_144).fill(7))),
  'a flood of hellos': (comeNear) =>
    each(comeNear, (bystander, number) => {
      for (let count = 0; count < 20; count++)
        bystander.write(bytesOf(new RawDialogue(20 * number + count).hello));
    }),
  'requests without a right': async (comeNear) => {
    for (let number = 1; number <= many; number++) await asksInVain(comeNear, number);
  },
};

/** A link that takes no time and has room for everybody. */
export class OpenStreet implements PhoneLink {
  #connected: ((stream: ByteStream) => ByteStreamEvents) | null = null;

  listen(connected: (stream: ByteStream) => ByteStreamEvents): void {
    this.#connected = connected;
  }

  async close(): Promise<void> {
    this.#connected = null;
  }

  /** @throws {Error} where the car does not listen */
  connect({ data, closed }: ByteStreamEvents): Bystander {
    let isOpen = true;
    const end = (tell: () => void): void => {
      if (isOpen) tell();
      isOpen = false;
    };
    const car = this.#connected?.({
      write: (bytes) => isOpen && data(bytes),
      close: () => end(() => closed('the car closed')),
    });
    if (car === undefined) throw new Error('the car does not listen');
    return {
      write: (bytes) => isOpen && car.data(bytes),
      close: () => end(() => car.closed('the phone left')),
    };
  }
}
