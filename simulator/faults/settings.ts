import { z } from 'zod';
import { Fault } from '../../protocol/errors.ts';
import type { CarId } from '../../protocol/ids.ts';
import { spanOf } from '../scenarios/quantities.ts';
import { type FaultKind, faultKind } from './fault.ts';
import { drawnFrom, spellSettings, timesADay } from './spells.ts';
import type { Stage } from './stage.ts';

type Content = Readonly<Record<string, unknown>>;

/** With which a car goes on as before. */
const good: readonly Content[] = [
  { checklist: { zone: 'note' } },
  { checklist: { windows: 'block', lights: 'block', 'charge-cable': 'block' } },
  { checklist: { windows: 'note', lights: 'note', 'charge-cable': 'note' } },
  { sync: { parkedSeconds: [60, 120] } },
  { sync: { gatherSeconds: 60 } },
  { battery: { darkAfterMinutes: 60 } },
];

/** With which a car no longer reaches its gateway, or of which it cannot make anything. */
const bad: readonly Content[] = [{ broker: { url: 'mqtt://nobody.invalid' } }, { profile: 'of no car here' }];

/** The operator sends settings over the air, now and then ones that are no good (clauses 13.4, 13.5). */
export const settingsSent: FaultKind = faultKind({
  name: 'settings-sent',
  schema: z.strictObject({ perDay: spellSettings.perDay, bad: spanOf(0, 1).default([0, 0.5]) }),
  draw: (settings, random) => ({
    perDay: drawnFrom(settings.perDay, random),
    bad: drawnFrom(settings.bad, random),
  }),
  inject(drawn, stage, random) {
    for (const { car } of stage.cars) {
      const own = random.fork(car);
      timesADay(
        stage,
        drawn.perDay,
        own,
        () => void send(stage, car, own.pick(own.chance(drawn.bad) ? bad : good)),
      );
    }
  },
});

/** An operator whom the gateway does not answer leaves it at that. */
async function send(stage: Stage, car: CarId, content: Content): Promise<void> {
  stage.tell(car, `settings-sent ${JSON.stringify(content)}`);
  try {
    await stage.gateway.gateway?.setSettings({ cars: [car], content, version: null });
  } catch (thrown) {
    if (!(thrown instanceof Fault && thrown.temporary)) throw thrown;
  }
}
