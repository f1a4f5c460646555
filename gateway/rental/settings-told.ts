import type { CarId } from '../../protocol/ids.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import type { SettingsToldRow } from '../storage/settings.ts';

/** What a car's record makes of what it had said before (clause 13.5). */
export const settingsAfter = (
  car: CarId,
  { version, outcome, reason }: FactOf<'configuration-changed'>,
  before: SettingsToldRow | undefined,
): SettingsToldRow => ({
  car,
  version,
  outcome,
  reason: reason ?? null,
  kept: keptAfter(version, outcome, before?.kept ?? null),
});

function keptAfter(
  version: number,
  outcome: FactOf<'configuration-changed'>['outcome'],
  before: number | null,
): number | null {
  if (outcome === 'kept') return version;
  return outcome === 'taken-back' && before === version ? null : before;
}
