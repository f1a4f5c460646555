/** Euro cents as `12.34`. */
export function euros(cents: number): string {
  const digits = Math.abs(cents).toString().padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Metres as `12.345` kilometres. */
export function kilometres(metres: number): string {
  const digits = Math.abs(metres).toString().padStart(4, '0');
  return `${metres < 0 ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

const wallClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Brussels',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Wall time in Belgium as `2026-06-01 07:30:00`. */
export const localTime = (epochMilliseconds: number): string => wallClock.format(epochMilliseconds);
