import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';
import type { RelayMove } from './witness.ts';

type Doors = Pick<Evidence, 'relays' | 'asks' | 'intrusions'>;

/** A relay may follow so long after the phone was put away. */
const relayFollows = 15_000;

/** Doors and immobiliser open only where somebody with a right is asking for just that (promise 1). */
export function noUnlockWithoutRight({ relays, asks, intrusions }: Doors): Check {
  const opened = relays.filter(({ command }) => command === 'unlock' || command === 'release');
  const faults = [
    ...opened
      .filter((relay) => !asks.some((ask) => gives(ask, relay)))
      .map(
        ({ car, command, at }) => `${car}: ${command} at ${timeText(at)}, and nobody with a right was there`,
      ),
    ...intrusions
      .filter(({ verdict }) => verdict === 'granted')
      .map(({ car, kind, at }) => `${car}: ${kind} was granted at ${timeText(at)}`),
  ];
  return checkOf(
    'no-unlock-without-right',
    `${opened.length} relays, ${intrusions.length} intrusions`,
    faults,
  );
}

const gives = (ask: Doors['asks'][number], { car, at }: RelayMove): boolean =>
  ask.car === car && ask.action === 'unlock' && ask.from <= at && at <= ask.to + relayFollows;

const timeText = (at: number): string => new Date(at).toISOString();
