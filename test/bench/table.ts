import type { Figure } from './figure.ts';
import type { Machine } from './machine.ts';

/** The figures of benchmark `name` for people: a line on the machine, then a row each, in columns. */
export function table(name: string, machine: Machine, figures: readonly Figure[]): string {
  const rows = [['figure', 'value', 'unit', 'target', ''], ...figures.map(row)];
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return [`${name} on ${machineLine(machine)}`, '', ...rows.map((cells) => alignedLine(cells, widths))].join(
    '\n',
  );
}

function machineLine({ cpu, cores, memoryBytes, node, os }: Machine): string {
  return `${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB, Node ${node}, ${os}`;
}

function row({ name, value, unit, target, ok }: Figure): string[] {
  return [name, shown(value), unit, target, verdict(ok)];
}

function verdict(ok: boolean | null): string {
  if (ok === null) return '';
  return ok ? 'ok' : 'missed';
}

/** Four significant digits, or all digits before the point. */
function shown(value: number): string {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}

/** The value, in column 1, to the right, all else to the left. */
function alignedLine(cells: readonly string[], widths: readonly number[]): string {
  const aligned = cells.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 1 ? cell.padStart(width) : cell.padEnd(width);
  });
  return aligned.join('  ').trimEnd();
}
