import type { FactOf } from '../../protocol/messages/registry.ts';
import type { Settings } from '../../protocol/settings/settings.ts';
import type { RecordedSettings } from '../state/state.ts';
import { mostBoots } from './trial.ts';

/** How settings stand as the unit starts. */
export interface SettingsStanding {
  /** Those that hold where nothing is on trial. */
  readonly previous: Settings;
  readonly trial: {
    readonly version: number;
    readonly settings: Settings;
    /** A power cut came between the file and its record. */
    readonly isNew: boolean;
  } | null;
  /** To be recorded. */
  readonly facts: readonly FactOf<'configuration-changed'>[];
}

/** What the disk holds, and whether it failed over some of it. */
interface FoundSettings {
  readonly files: ReadonlyMap<number, Settings>;
  readonly isUnread: boolean;
}

/**
 * What the records say of the settings on disk; where the records are lost, the newest on disk are on trial again.
 * @param files by version, those that can be read; where the disk failed, none that is missing is taken back for it
 * @param local those of the configuration, which hold until any came over the air
 */
export function standingOf(
  { newest, kept, trying }: RecordedSettings,
  { files, isUnread }: FoundSettings,
  local: Settings,
): SettingsStanding {
  const versions = [...files.keys()].sort((left, right) => right - left);
  const isNew = (version: number): boolean => version > newest;
  const version = versions.find((each) => isNew(each) || each === trying?.version);
  const settings = version === undefined ? undefined : files.get(version);
  const before =
    kept ?? (newest === 0 ? versions.find((each) => version !== undefined && each < version) : undefined);
  const previous = (before === undefined ? undefined : files.get(before)) ?? local;
  const isLost = kept !== null && !files.has(kept) && !isUnread;
  const lost = isLost ? [takenBack(kept, 'invalid')] : [];
  if (version === undefined || settings === undefined) {
    return {
      previous,
      trial: null,
      facts: [...lost, ...(trying === null || isUnread ? [] : [takenBack(trying.version, 'invalid')])],
    };
  }
  if (!isNew(version) && (trying?.boots ?? 0) + 1 >= mostBoots) {
    return { previous, trial: null, facts: [...lost, takenBack(version, 'restarted')] };
  }
  return { previous, trial: { version, settings, isNew: isNew(version) }, facts: lost };
}

/** As the records were before this start of the unit, which they count against a trial. */
export const beforeThisStart = ({ trying, ...others }: RecordedSettings): RecordedSettings => ({
  ...others,
  trying: trying === null ? null : { ...trying, boots: trying.boots - 1 },
});

const takenBack = (
  version: number,
  reason: NonNullable<FactOf<'configuration-changed'>['reason']>,
): FactOf<'configuration-changed'> => ({
  kind: 'configuration-changed',
  version,
  outcome: 'taken-back',
  reason,
});
