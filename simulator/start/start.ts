import { columns, localTime, statementText } from '../../gateway/gateway.ts';
import type { BrokerAddress, StatementVersion } from '../../gateway/ports.ts';
import { everything } from '../../protocol/topics.ts';
import { type Check, checkOf } from '../checkers/check.ts';
import { driversServed } from '../checkers/drivers-served.ts';
import { kilometres } from '../checkers/kilometres.ts';
import { allStored } from '../checkers/no-loss.ts';
import { pricedOnce } from '../checkers/priced-once.ts';
import { type CarProof, proofText } from '../report/proof.ts';
import { trueRental } from '../run/gather.ts';
import { proveCars } from '../run/prove.ts';
import type { FleetDay } from './fleet-day.ts';
import type { StartOptions } from './options.ts';

/** Where a start speaks: results, news of how it goes, and a display of the fleet on a terminal. */
export interface Output {
  result(text: string): void;
  news(text: string): void;
  /** Shows the fleet until the function given back is called. */
  display(day: FleetDay): () => void;
}

/** What a start found, as `--json` prints it. */
export interface StartReport {
  readonly seed: number;
  readonly options: StartOptions;
  readonly broker: {
    readonly url: string;
    readonly username: string;
    readonly password: string;
    readonly topic: string;
  };
  readonly statements: readonly StatementVersion[];
  readonly cars: readonly CarProof[];
  readonly checks: readonly Check[];
  readonly ok: boolean;
}

/** Runs the days and shows what came of them. `null` where it was interrupted. */
export async function start(
  day: FleetDay,
  options: StartOptions,
  output: Output,
): Promise<StartReport | null> {
  const broker = brokerOf(await day.listen(), day);
  const say = options.json ? output.news : output.result;
  say(
    `MQTT broker ${broker.url}, topic ${broker.topic}, read-only login ${broker.username} ${broker.password}\n`,
  );
  const known = new Set((await day.gateway.statements()).map(({ reservation }) => reservation));
  const endDisplay = output.display(day);
  const outcome = await day.run().finally(endDisplay);
  if (outcome === 'stopped') {
    output.news(
      `stopped at ${localTime(day.now())}; the next start on this data goes on with the next day\n`,
    );
    return null;
  }
  const report = await reportOf(day, options, broker, known);
  output.result(options.json ? `${JSON.stringify(report)}\n` : `\n${reportText(day, report)}`);
  return report;
}

function brokerOf({ host, port }: BrokerAddress, { observer }: FleetDay): StartReport['broker'] {
  return {
    url: `mqtt://${host}:${port}`,
    username: observer.name,
    password: observer.password,
    topic: everything,
  };
}

async function reportOf(
  day: FleetDay,
  options: StartOptions,
  broker: StartReport['broker'],
  known: ReadonlySet<string>,
): Promise<StartReport> {
  const { world, gateway } = day;
  const statements = (await gateway.statements()).filter(({ reservation }) => !known.has(reservation));
  const cars = await proveCars(world, gateway);
  const { truths, failures } = world;
  const waiting =
    world.rentalsUnderWay === 0 && world.isDelivered ? [] : ['rentals under way, or records without receipt'];
  const rentals = truths.map(trueRental);
  const checks = [
    kilometres({ proofs: cars, drives: [], tows: [], cars: [] }),
    allStored(cars),
    pricedOnce({ rentals, statements, drives: [], tows: [], cars: [] }),
    driversServed({ rentals, failures }),
    checkOf('convergence', 'every record has its receipt', waiting),
  ];
  return { seed: options.seed, options, broker, statements, cars, checks, ok: checks.every(({ ok }) => ok) };
}

function reportText({ world }: FleetDay, { statements, cars, checks }: StartReport): string {
  const nameOf = (driver: string) => world.drivers.find((known) => known.driver === driver)?.name ?? driver;
  const parts = statements.map((statement) => statementText(statement, nameOf));
  const verdicts = checks.map(({ name, ok, detail }) => [ok ? 'ok' : 'FAILED', name, detail]);
  return [...parts, 'Proof', proofText(cars), columns(verdicts)].map((part) => `${part}\n`).join('\n');
}
