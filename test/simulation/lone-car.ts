import { parseDeviceFile } from '../../device/config.ts';
import { scanSegment } from '../../device/journal/scan.ts';
import { parseSegmentFileName } from '../../device/journal/segment-file.ts';
import type { Mqtt } from '../../device/ports.ts';
import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { carId, issuerId, reservationId, subject, tokenId } from '../../protocol/ids.ts';
import { encodeFrame, maxFrameBytes, openFrame } from '../../protocol/link/frame.ts';
import { decodeLinkMessage, encodeLinkMessage, type LinkMessage } from '../../protocol/link/messages.ts';
import { type SlipState, slipDecode, slipStart } from '../../protocol/link/slip.ts';
import { decodeRecord } from '../../protocol/messages/record.ts';
import { decodeBody, type FactOf } from '../../protocol/messages/registry.ts';
import type { Action, Verdict } from '../../protocol/messages/words.ts';
import { agreementKey } from '../../protocol/node-agreement.ts';
import { silentLog } from '../../protocol/runtime.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import { proofBytes } from '../../protocol/token/proof.ts';
import { encodeToken } from '../../protocol/token/token.ts';
import { epochSeconds, milliseconds, toEpochSeconds } from '../../protocol/units.ts';
import { odometerCar } from '../../simulator/car/models.ts';
import type { CarEvent } from '../../simulator/car/truth.ts';
import { parkedCar } from '../../simulator/car/truth.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { CarUnit } from '../../simulator/fleet/unit.ts';
import type { PhoneLinkTwin } from '../../simulator/phone-link.ts';
import { start, world } from '../simulator/world.ts';
import { RawDialogue } from '../support/raw-dialogue.ts';
import { ed25519Key, type SigningKey, sha256 } from '../support/signing-keys.ts';

export const key = (byte: number): SigningKey => ed25519Key(new Uint8Array(32).fill(byte));

export const issuer = key(1);
export const phone = key(2);
export const car = carId('car-0007');
export const now = toEpochSeconds(start);
export const hour = 3600;

/** The gateway's, to whose point this car encrypts what phones carry. */
export const courierScalar = new Uint8Array(32).fill(6);
/** The key with which the car signs. */
export const carKey = key(3);

const noCoverage: Mqtt = {
  connect: () =>
    Promise.reject(new Fault({ code: 'broker-unavailable', blame: 'environment', temporary: true }, 'none')),
};

const { keys, issuers, denyList, initialOdometerMetres, pace } = parseDeviceFile(
  JSON.stringify({
    car,
    keys: {
      signing: '03'.repeat(32),
      gateway: '04'.repeat(32),
      courier: toHex(agreementKey(courierScalar).publicKey),
    },
    issuers: [
      {
        issuer: 'operator',
        keyId: issuer.keyId,
        algorithm: issuer.algorithm,
        key: { kind: 'Ed25519', x: toHex(issuer.publicKey.x) },
        scopes: ['unlock', 'lock', 'end', 'status'],
        longestLifeSeconds: 40 * 24 * hour,
      },
    ],
    initialOdometerMetres: 21_000_000,
    broker: { url: 'mqtt://127.0.0.1', password: 'of sixteen letters' },
    lines: { obd: 'tcp://h:1', gnss: 'tcp://h:2', phones: 'tcp://h:3', cabin: 'modbus+tcp://h:4' },
    folder: 'data',
  }),
  'car.yaml',
);

/** Claims of a good token for the car and `phone`, for four weeks from the start on. */
export const claims: Claims = {
  issuer: issuerId('operator'),
  subject: subject('k7q2m9xa'),
  audience: car,
  expiresAt: epochSeconds(now + 28 * 24 * hour),
  notBefore: epochSeconds(now - hour),
  issuedAt: epochSeconds(now - hour),
  tokenId: tokenId('c1c2c3c4c5c6c7c8'),
  confirmation: phone.publicKey,
  scope: ['unlock', 'lock', 'end', 'status'],
  rights: { reservation: reservationId('00000000000000aa'), latestReturnAt: epochSeconds(now + 8 * hour) },
};

export const tokenOf = (changes: Partial<Claims> = {}, signer: SigningKey = issuer): Uint8Array =>
  encodeToken({ ...claims, ...changes }, signer);

/** A whole car without coverage, in virtual time, and what its relays were told. */
export async function loneCar() {
  const { scheduler, random, trace } = world();
  const disk = new SimulatedDisk();
  const unit = new CarUnit({
    scheduler,
    trace,
    random,
    secrets: random.fork('secrets'),
    config: { car, keys, issuers, denyList, initialOdometerMetres, pace },
    truth: parkedCar({
      model: odometerCar,
      odometerMetres: 21_000_000,
      clearedMetresAgo: 1_000_000,
      fuelMillilitres: 30_000,
    }),
    mqtt: () => noCoverage,
    disk: () => disk.mount(),
    log: silentLog,
  });
  const relays: CarEvent[] = [];
  const { happen } = unit.car;
  unit.car.happen = (event) => {
    if (event.kind === 'locked' || event.kind === 'immobiliser-set') relays.push(event);
    return happen(event);
  };
  const pass = (seconds: number) => scheduler.run(milliseconds(scheduler.now() + seconds * 1000));
  void unit.device.start();
  await pass(60);
  relays.length = 0;
  return {
    unit,
    relays,
    pass,
    /** Connects, and passes on what the car says. */
    dial: () => new RawPhone(unit.link, pass),
    /** Every decision in the journal on disk, in order. */
    decisions: () => decisionsOn(disk),
  };
}

function decisionsOn(disk: SimulatedDisk): FactOf<'access-decided'>[] {
  return [...disk.snapshotFiles()].flatMap(([name, bytes]) =>
    scanSegment(bytes, parseSegmentFileName(name)?.firstSeq ?? 1).entries.flatMap((entry) => {
      const { header, bodyBytes } = decodeRecord(entry.bytes);
      const fact = bodyBytes === null ? null : decodeBody(header.kind, bodyBytes);
      return fact?.kind === 'access-decided' ? [fact] : [];
    }),
  );
}

type Message = LinkMessage;

/** A phone that sends what it likes. */
export class RawPhone {
  readonly #end;
  readonly #pass: (seconds: number) => Promise<void>;
  readonly #heard: Message[] = [];
  #slip: SlipState = slipStart;
  #dialogue = new RawDialogue();
  #greetings = 0;

  constructor(link: PhoneLinkTwin, pass: (seconds: number) => Promise<void>) {
    this.#pass = pass;
    this.#end = link.connect({
      data: (bytes) => {
        const { state, packets } = slipDecode(this.#slip, bytes, maxFrameBytes);
        this.#slip = state;
        for (const packet of packets) {
          const message = openFrame(packet);
          if (message !== null) this.#heard.push(decodeLinkMessage(message));
        }
      },
      closed: () => {},
    });
  }

  /** The car's next message. @throws {Error} where none comes within five seconds. */
  async say(message: Message): Promise<Message> {
    this.#heard.length = 0;
    this.#end.write(encodeFrame(encodeLinkMessage(message)));
    await this.#pass(5);
    const [reply] = this.#heard;
    if (reply === undefined) throw new Error(`no reply to ${message.type}`);
    return reply;
  }

  /** The nonce that the car gave last. */
  get nonce(): Uint8Array {
    return this.#dialogue.nonce;
  }

  async hello(): Promise<void> {
    this.#dialogue = new RawDialogue(++this.#greetings);
    const reply = await this.say(this.#dialogue.hello);
    if (reply.type !== 'welcome') throw new Error(`a ${reply.type} for a welcome`);
    this.#dialogue.welcomed(reply);
  }

  /** Asks with a proof over the car's last nonce, or another; gives the verdict. */
  async ask(
    token: Uint8Array,
    signer = phone,
    nonce = this.nonce,
    action: Action = 'unlock',
  ): Promise<Verdict> {
    const { binding } = this.#dialogue;
    const subjectOfProof = { car, nonce, action, tokenDigest: sha256(token), binding };
    const proof = signer.sign(proofBytes(signer.publicKey, subjectOfProof));
    const sealed = this.#dialogue.sealed({ type: 'request', action, token, proof });
    const reply = this.#dialogue.opened(await this.say(sealed));
    if (reply.type !== 'answer') throw new Error(`a ${reply.type} for an answer`);
    return reply.verdict;
  }

  close(): void {
    this.#end.close();
  }
}
