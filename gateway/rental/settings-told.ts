import type { CarId } from '../../protocol/ids.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import type { SettingsToldRow } from '../storage/settings.ts';

/**
 * What a car's record makes of what it had said before (clause 13.5). A car that refuses newer ones in the middle of a trial
 * tells of its end behind that, and has said all the same what became of the newest.
 */
export const settingsAfter = (
  car: CarId,
  { version, outcome, reason }: FactOf<'configuration-changed'>,
  before: SettingsToldRow | undefined,
): SettingsToldRow => {
  const kept = keptAfter(version, outcome, before?.kept ?? null);
  if (before?.outcome === 'refused' && before.version > version && outcome !== 'trying')
    return { ...before, kept };
  return { car, version, outcome, reason: reason ?? null, kept };
};

function keptAfter(
  version: number,
  outcome: FactOf<'configuration-changed'>['outcome'],
  before: number | null,
): number | null {
  if (outcome === 'kept') return version;
  return outcome === 'taken-back' && before === version ? null : before;
}
