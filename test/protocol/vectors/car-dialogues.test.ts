import { expect, it } from 'vitest';
import { createVerifier } from '../../../device/access/signatures.ts';
import { keyIdOf } from '../../../device/keys.ts';
import { fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { carId } from '../../../protocol/ids.ts';
import { encodeFrame } from '../../../protocol/link/frame.ts';
import type { Random } from '../../../protocol/runtime.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { linkedCar } from '../../support/linked-car.ts';
import { carKey } from '../../support/specification-keys.ts';
import { otherCarKey } from './parties.ts';
import { issuerIn, readVectors } from './read-vectors.ts';
import { type CarDialogue, carDialogueFile, type Step } from './vector-format.ts';

const file = readVectors('car-dialogues.json', carDialogueFile);

/** Gives what the vectors say that a car draws: scalars by their length, all else nonces. */
function drawn(): Random {
  const scalars = [...file.draws.scalars];
  const nonces = [...file.draws.nonces];
  return {
    bytes: (length) => fromHex((length === 32 ? scalars : nonces).shift() ?? expect.fail('no more to draw')),
  };
}

const carOf = (name: string, key: typeof carKey) =>
  linkedCar({
    carKey: key,
    latency: 0,
    wall: epochMilliseconds(file.car.time),
    quality: file.car.clockQuality,
    odometer: metres(file.odometerMetres),
    random: drawn(),
    context: {
      car: carId(name),
      root: null,
      issuers: file.car.issuers.map(issuerIn),
      keyIdOf,
      verify: createVerifier(),
    },
  });

/** Plays what the phones say, and gives what is said on each link, in order. */
async function played({ steps, otherCar }: CarDialogue) {
  const cars = { own: carOf(file.car.name, carKey), other: carOf('car-008', otherCarKey) };
  const carAt = (link: Step['link']) => (otherCar.includes(link) ? cars.other : cars.own);
  const links = new Map<Step['link'], ReturnType<typeof cars.own.connect>>();
  const said: string[] = [];
  for (const { link, from, message } of steps) {
    if (from === 'car') continue;
    const opened = links.get(link) ?? carAt(link).connect();
    links.set(link, opened);
    opened.say(encodeFrame(fromHex(message)));
    for (let turn = 0; turn < 20; turn++) await carAt(link).advance(0);
    said.push(...opened.heard().map((heard) => `${link} ${toHex(heard)}`));
  }
  const closed = [...links].filter(([, link]) => link.isClosed()).map(([name]) => name);
  return { said, closed, relays: [...cars.own.commands(), ...cars.other.commands()] };
}

it.each(file.vectors.map((vector) => [vector.verdict, vector.name, vector] as const))(
  '%s: %s',
  async (_, __, vector) => {
    const { said, closed, relays } = await played(vector);
    expect(said).toEqual(
      vector.steps.filter(({ from }) => from === 'car').map(({ link, message }) => `${link} ${message}`),
    );
    expect(closed).toEqual(vector.closes);
    expect(relays).toEqual(vector.relays);
  },
);
