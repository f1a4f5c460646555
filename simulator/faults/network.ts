import { z } from 'zod';
import type { NetworkConditions } from '../network/conditions.ts';
import type { Direction } from '../network/connection.ts';
import { type Span, spanOf } from '../scenarios/quantities.ts';
import { type FaultKind, faultKind } from './fault.ts';
import { carSpells, carStrikes, drawnFrom, lengthFrom, spellSettings, timesADay } from './spells.ts';
import { sessionTakenOver } from './taken-over.ts';

const chance = spanOf(0, 1);
const seconds = spanOf(0, 3_600);

interface WeatherSettings {
  readonly perDay: Span;
  readonly lastsSeconds: Span;
  readonly chance?: Span;
  readonly seconds?: Span;
}

interface Strength {
  readonly chance: number;
  readonly seconds: number;
}

const none: Span = [0, 0];

/** Weather over the whole network, now and then; while it lasts the network behaves otherwise. */
const weather = (
  name: string,
  schema: z.ZodType<WeatherSettings>,
  conditions: (drawn: Strength) => Partial<NetworkConditions>,
): FaultKind =>
  faultKind({
    name,
    schema,
    draw: ({ perDay, lastsSeconds, ...strength }, random) => ({
      perDay: drawnFrom(perDay, random),
      lastsSeconds,
      chance: drawnFrom(strength.chance ?? none, random),
      seconds: drawnFrom(strength.seconds ?? none, random),
    }),
    inject({ perDay, lastsSeconds, ...drawn }, stage, random) {
      timesADay(stage, perDay, random, () =>
        stage.namedSpell(
          name,
          null,
          lengthFrom(lastsSeconds, random),
          stage.network.change(conditions(drawn)),
        ),
      );
    },
  });

const milliseconds = (seconds: number): number => Math.round(1_000 * seconds);

/** Packets take up to so many seconds. */
const delay = weather('delay', z.strictObject({ ...spellSettings, seconds }), (drawn) => ({
  delay: [20, 20 + milliseconds(drawn.seconds)],
}));

/** Each packet of a connection may be the one with which it is lost. */
const loss = weather('loss', z.strictObject({ ...spellSettings, chance }), (drawn) => ({
  lossChance: drawn.chance,
}));

/** A message arrives a second time, up to so many seconds later. */
const duplication = weather(
  'duplication',
  z.strictObject({ ...spellSettings, chance, seconds }),
  (drawn) => ({ repeatChance: drawn.chance, repeatDelay: [0, milliseconds(drawn.seconds)] }),
);

/** What a lost connection still carried arrives behind what comes on the next one. */
const reordering = weather('reordering', z.strictObject({ ...spellSettings, chance, seconds }), (drawn) => ({
  lingerChance: drawn.chance,
  repeatDelay: [0, milliseconds(drawn.seconds)],
}));

const directions: readonly Direction[] = ['up', 'down'];

/** Nothing arrives in one direction, or in both, until keepalive ends the connection. */
const partition = carSpells('partition', (stage, { car }, random) => {
  const cut = random.chance(0.2) ? directions : [random.pick(directions)];
  for (const direction of cut) stage.network.clog(car, direction);
  return () => {
    for (const direction of cut) stage.network.unclog(car, direction);
  };
});

/** No coverage. */
const offline = carSpells('offline', (stage, { car }) => {
  stage.network.offline(car);
  return () => stage.network.online(car);
});

/** The connection is lost, and may be made again at once. */
const lostSession = carStrikes('lost-session', (stage, { car }) => stage.network.cut(car));

export const networkFaults: readonly FaultKind[] = [
  delay,
  loss,
  duplication,
  reordering,
  partition,
  offline,
  lostSession,
  sessionTakenOver,
];
