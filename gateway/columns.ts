/** Lines of text in columns; the columns named as numbers stand to the right. */
export function columns(rows: readonly (readonly string[])[], numeric: readonly number[] = []): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) => line(row, widths, numeric)).join('\n');
}

function line(row: readonly string[], widths: readonly number[], numeric: readonly number[]): string {
  const cells = row.map((cell, column) =>
    numeric.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
  );
  return cells.join('  ').trimEnd();
}
