import { runVirtually, type VirtualRunPorts } from '../run/virtual.ts';
import { parseScenario } from '../scenarios/scenario.ts';
import type { SeedJob, SeedOutcome } from './seed-job.ts';

/** Runs one seed to its checks. @throws {Fault} `scenario-invalid`; and whatever breaks the run off */
export async function runSeed(ports: VirtualRunPorts, job: SeedJob): Promise<SeedOutcome> {
  const { seed, scenario, scenarioName, cars, days } = job;
  const report = await runVirtually(ports, parseScenario(scenario, scenarioName), { seed, cars, days });
  return {
    seed,
    traceHash: report.traceHash,
    faults: Object.entries(report.options.faults).flatMap(([name, drawn]) => (drawn === null ? [] : [name])),
    failed: report.checks.filter(({ ok }) => !ok),
  };
}
