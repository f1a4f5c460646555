import { z } from 'zod';
import { concat, sameBytes } from '../protocol/codec/bytes.ts';
import { Fault, messageOf } from '../protocol/errors.ts';
import { sha256 } from '../protocol/node-digest.ts';
import type { Log } from '../protocol/runtime.ts';
import { type OdometerMemory, odometerMemorySchema } from './distance/memory.ts';
import { type Still, stillSchema } from './fuel/float.ts';
import type { Estimate } from './fuel/gauge.ts';
import type { Place } from './gnss/place.ts';
import type { Disk } from './ports.ts';

/** What a unit that was off must know of the car as it was left. It stays in the car (promise 4). */
export interface Parked {
  /** Null while the ignition is on, and where no fix told. */
  readonly place: Place | null;
  /** The level that what comes next is compared with. */
  readonly fuel: Estimate | null;
  /** What the float showed. */
  readonly float: Still | null;
  readonly odometer: OdometerMemory | null;
}

const nothingKnown: Parked = { place: null, fuel: null, float: null, odometer: null };

const schema = z.strictObject({
  place: z
    .strictObject({
      latitudeMicrodegrees: z.number(),
      longitudeMicrodegrees: z.number(),
      accuracyMetres: z.number(),
    })
    .nullable(),
  fuel: z.strictObject({ permille: z.number(), deviation: z.number() }).nullable(),
  /** Files of older units have none. */
  float: stillSchema.nullable().default(null),
  odometer: odometerMemorySchema.nullable().default(null),
});

/** A file for each state, the newest counts; its SHA-256 comes first, so that one cut short by a power cut counts for nothing. */
const fileName = /^parked-(\d{1,15})$/;
const digestBytes = 32;

/** As a unit finds it on its disk, with the number of the newest file. */
export interface FoundParked {
  readonly parked: Parked;
  readonly number: number;
}

/** What cannot be read is as good as not there. */
export async function readParked(disk: Disk, log: Log): Promise<FoundParked> {
  try {
    const numbers = await numbersOn(disk);
    const number = numbers[0] ?? 0;
    for (const each of numbers) {
      const name = `parked-${each}`;
      const parked = parkedIn(await disk.read(name, 0, await disk.size(name)));
      if (parked !== null) return { parked, number };
      log.warn({ file: name }, 'how the car was parked is damaged; what was known before it counts');
    }
    return { parked: nothingKnown, number };
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    log.error({ reason: messageOf(thrown) }, 'not known how the car was parked');
    return { parked: nothingKnown, number: 0 };
  }
}

/** The newest first. */
const numbersOn = async (disk: Disk): Promise<readonly number[]> =>
  (await disk.list())
    .flatMap((name) => fileName.exec(name)?.slice(1).map(Number) ?? [])
    .sort((left, right) => right - left);

function parkedIn(file: Uint8Array): Parked | null {
  const content = file.slice(digestBytes);
  if (!sameBytes(sha256(content), file.subarray(0, digestBytes))) return null;
  const read = schema.safeParse(JSON.parse(new TextDecoder().decode(content)));
  return read.success ? read.data : null;
}

/** Keeps on disk how the car was parked; of states that come while the disk is busy, the last. */
export class ParkedMemory {
  readonly #disk: Disk;
  readonly #log: Log;
  #number: number;
  #known: string;
  /** As it was noted last: mostly it is the same again. */
  #noted: Parked | null = null;
  readonly #recorded: () => Promise<void>;
  #isWriting = false;

  /** @param recorded resolves once the records so far are on disk: what rests on them goes there after them */
  constructor(disk: Disk, log: Log, { parked, number }: FoundParked, recorded: () => Promise<void>) {
    this.#disk = disk;
    this.#log = log;
    this.#recorded = recorded;
    this.#number = number;
    this.#known = textOf(parked);
  }

  note(parked: Parked): void {
    if (this.#noted !== null && isSame(this.#noted, parked)) return;
    this.#noted = parked;
    const text = textOf(parked);
    if (text === this.#known) return;
    this.#known = text;
    if (!this.#isWriting) void this.#write();
  }

  /** Where the disk fails, a power cut forgets it: no driver waits for it. */
  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      for (let written = ''; written !== this.#known; ) {
        written = this.#known;
        await this.#recorded();
        await this.#replace(written);
      }
    } catch (thrown) {
      this.#log.error({ reason: messageOf(thrown) }, 'how the car is parked is not on disk');
    } finally {
      this.#isWriting = false;
    }
  }

  async #replace(text: string): Promise<void> {
    const content = new TextEncoder().encode(text);
    this.#number += 1;
    const name = `parked-${this.#number}`;
    await this.#disk.append(name, concat(sha256(content), content));
    await this.#disk.sync(name);
    for (const older of await numbersOn(this.#disk))
      if (older < this.#number) await this.#disk.remove(`parked-${older}`);
  }
}

const isSame = (left: Parked, right: Parked): boolean =>
  left.place === right.place &&
  left.fuel === right.fuel &&
  left.float === right.float &&
  left.odometer === right.odometer;

/** In one order, whatever else the values carry. */
const textOf = ({ place, fuel, float, odometer }: Parked): string =>
  JSON.stringify({
    place: place && {
      latitudeMicrodegrees: place.latitudeMicrodegrees,
      longitudeMicrodegrees: place.longitudeMicrodegrees,
      accuracyMetres: place.accuracyMetres,
    },
    fuel: fuel && { permille: fuel.permille, deviation: fuel.deviation },
    float: float && { permille: float.permille, sinceDrivenMetres: float.sinceDrivenMetres },
    odometer,
  });
