import type { FactOf } from '../../protocol/messages/registry.ts';

/** A rise over a stop that no slosh explains, in thousandths of the tank. */
const leastRefuelledPermille = 80;

/** The fuel gauge: what it shows, and what it showed when the ignition went off. */
export interface FuelGauge {
  readonly permille: number | null;
  readonly beforeStopPermille: number | null;
}

export const emptyGauge: FuelGauge = { permille: null, beforeStopPermille: null };

export const ignitionWentOff = (gauge: FuelGauge): FuelGauge => ({
  ...gauge,
  beforeStopPermille: gauge.permille,
});

/** The first reading after a stop tells whether fuel came in (PID 2F). */
export function fuelRead(
  gauge: FuelGauge,
  permille: number,
): { readonly gauge: FuelGauge; readonly refuelled: FactOf<'refuelled'> | null } {
  const before = gauge.beforeStopPermille;
  const isRefuelled = before !== null && permille - before >= leastRefuelledPermille;
  return {
    gauge: { permille, beforeStopPermille: null },
    refuelled: isRefuelled ? { kind: 'refuelled', beforePermille: before, afterPermille: permille } : null,
  };
}
