import { z } from 'zod';
import type { DatabaseCondition } from '../run/database-twin.ts';
import { spanOf } from '../scenarios/quantities.ts';
import { type FaultKind, faultKind } from './fault.ts';
import { restoredBackup } from './restored-backup.ts';
import { drawnFrom, lengthFrom, sharedSpells, spellSettings, timesADay } from './spells.ts';
import type { Stage } from './stage.ts';

const moments = ['before', 'after', 'between'] as const;

/** The gateway's process dies: just before a COMMIT, just after one, or between them. */
const gatewayCrash = faultKind({
  name: 'gateway-crash',
  schema: z.strictObject({ perDay: spanOf(0, 1_000), downSeconds: spanOf(0, 86_400) }),
  draw: ({ perDay, downSeconds }, random) => ({ perDay: drawnFrom(perDay, random), downSeconds }),
  inject({ perDay, downSeconds }, stage, random) {
    timesADay(stage, perDay, random, () => {
      const down = lengthFrom(downSeconds, random);
      crashAt(random.pick(moments), stage, () => {
        stage.gateway.crash();
        stage.namedSpell('gateway-crash', null, down, () => void stage.gateway.start());
      });
    });
  },
});

/** At a COMMIT: the next one there is. */
function crashAt(moment: (typeof moments)[number], { gateway }: Stage, crash: () => void): void {
  if (moment === 'between') {
    if (gateway.gateway !== null) crash();
    return;
  }
  const idle = { before() {}, after() {} };
  gateway.database.watch = {
    ...idle,
    [moment]: () => {
      gateway.database.watch = idle;
      crash();
    },
  };
}

/** The gateway is stopped as its service manager does it, and started again. */
const brokerRestart = faultKind({
  name: 'broker-restart',
  schema: z.strictObject({ perDay: spanOf(0, 1_000), downSeconds: spanOf(0, 86_400) }),
  draw: ({ perDay, downSeconds }, random) => ({ perDay: drawnFrom(perDay, random), downSeconds }),
  inject({ perDay, downSeconds }, stage, random) {
    timesADay(stage, perDay, random, () => {
      const down = lengthFrom(downSeconds, random);
      if (stage.gateway.gateway === null) return;
      void stage.gateway.stop();
      stage.namedSpell('broker-restart', null, down, () => void stage.gateway.start());
    });
  },
});

/** COMMIT takes up to so many seconds; beyond ten the gateway lets its cars connect anew (D4). */
const slowDatabase = faultKind({
  name: 'slow-database',
  schema: z.strictObject({ ...spellSettings, seconds: spanOf(0, 600) }),
  draw: ({ perDay, lastsSeconds, seconds }, random) => ({
    perDay: drawnFrom(perDay, random),
    lastsSeconds,
    seconds: drawnFrom(seconds, random),
  }),
  inject({ perDay, lastsSeconds, seconds }, stage, random) {
    const { gateway } = stage;
    timesADay(stage, perDay, random, () => {
      gateway.commitDelay = () => random.int(1, 1 + Math.round(1_000 * seconds));
      stage.namedSpell('slow-database', null, lengthFrom(lastsSeconds, random), () => {
        gateway.commitDelay = () => 0;
      });
    });
  },
});

const troubled = (name: string, condition: DatabaseCondition): FaultKind =>
  sharedSpells(name, ({ gateway: { database } }) => {
    if (database.condition !== 'healthy') return null;
    database.condition = condition;
    return () => {
      database.condition = 'healthy';
    };
  });

export const gatewayFaults: readonly FaultKind[] = [
  gatewayCrash,
  brokerRestart,
  restoredBackup,
  slowDatabase,
  troubled('failing-database', 'failing'),
  troubled('full-database', 'full'),
];
