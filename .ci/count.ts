import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** How many checks of a step passed and failed; one left out has failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What a step left behind: its exit status and, from vitest, its JSON report (undefined where it wrote none). */
export interface StepResult {
  readonly name: string;
  readonly status: number;
  readonly kind: 'command' | 'vitest';
  readonly report: string | undefined;
}

const reportSchema = z.object({
  success: z.boolean(),
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ status: z.string() })) })).min(1),
});

/**
 * A command counts one. A vitest step counts its tests; skipped and unfinished ones, files without tests, a missing or
 * unreadable report and an exit status without a failed test count as failures.
 */
export function countStep({ status, kind, report }: StepResult): Count {
  if (kind === 'command') return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const tests = countReport(report);
  const failedUnseen = status !== 0 && tests.failed === 0 ? 1 : 0;
  return { passed: tests.passed, failed: tests.failed + failedUnseen };
}

export function sum(counts: readonly Count[]): Count {
  const total = (of: keyof Count) => counts.reduce((soFar, count) => soFar + count[of], 0);
  return { passed: total('passed'), failed: total('failed') };
}

function countReport(text: string | undefined): Count {
  const report = reportSchema.safeParse(parseJson(text));
  if (!report.success) return { passed: 0, failed: 1 };
  const counts = sum(report.data.testResults.map(({ assertionResults }) => countFile(assertionResults)));
  return report.data.success || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function countFile(tests: readonly { status: string }[]): Count {
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return { passed, failed: tests.length === 0 ? 1 : tests.length - passed };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the lines `name TAB status TAB command|report path` that `.ci/run` writes. */
export function readResults(text: string, readReport: (path: string) => string | undefined): StepResult[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', status = '', report = ''] = line.split('\t');
      const result = { name, status: /^\d+$/.test(status) ? Number(status) : 1 };
      return report === 'command'
        ? { ...result, kind: 'command', report: undefined }
        : { ...result, kind: 'vitest', report: readReport(report) };
    });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function main(resultsPath: string): void {
  const results = readResults(readFileSync(resultsPath, 'utf8'), readIfThere);
  const counts = results.map((result) => ({ name: result.name, ...countStep(result) }));
  for (const { name, passed, failed } of counts)
    process.stdout.write(`${name}: ${passed} passed, ${failed} failed\n`);
  const total = sum(counts);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

if (import.meta.main) main(process.argv[2] ?? '');
