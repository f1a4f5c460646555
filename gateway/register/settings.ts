import type { CarId } from '../../protocol/ids.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import type { Clock } from '../../protocol/runtime.ts';
import { encodeSettings, maxSettingsBytes } from '../../protocol/settings/signed-settings.ts';
import type { Signer } from '../../protocol/token/signature-header.ts';
import { type EpochMilliseconds, toEpochSeconds } from '../../protocol/units.ts';
import type { SettingsRow, SettingsToldRow } from '../storage/settings.ts';
import type { Storage } from '../storage/storage.ts';
import { found, refused } from './faults.ts';

/** Settings of a car as they were set, and what the car has said of them. */
export interface SettingsOfCar {
  readonly car: CarId;
  /** The newest that were set; null where none were. */
  readonly set: {
    readonly version: number;
    readonly issuedAt: EpochMilliseconds;
    /** JSON (clause 13.1). */
    readonly content: string;
  } | null;
  /** By the car's own records; null where it has said nothing. */
  readonly told: {
    readonly version: number;
    readonly outcome: FactOf<'configuration-changed'>['outcome'];
    readonly reason: string | null;
    /** The version that it follows where none is on trial; null for those of its file. */
    readonly kept: number | null;
  } | null;
}

export interface NewSettings {
  readonly cars: readonly CarId[];
  /** As the operator gave them, without the version. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Above that of every car, or else the next one of each. */
  readonly version: number | null;
}

export interface SettingsParts {
  readonly storage: Storage;
  readonly clock: Clock;
  /** This gateway's issuer, which speaks for the operator. */
  readonly signer: Signer;
}

/** Settings that go to cars over the air (clause 13.4). */
export const createSettingsRegister = (parts: SettingsParts) => ({
  /**
   * For each of the cars, or for none.
   * @throws {Fault} `not-found`, `settings-not-newer`, `settings-too-large`.
   */
  setSettings: ({ cars, content, version }: NewSettings): SettingsOfCar[] => {
    const { storage, clock } = parts;
    return storage.transaction(() =>
      cars.map((car) => {
        found(storage.cars.find(car), `car ${car}`);
        const next = nextVersion(parts, car, version);
        const text = JSON.stringify({ version: next, ...content });
        const row = { car, version: next, issuedAt: clock.wall(), content: text };
        signed(parts, row);
        storage.settings.put(row);
        return standingOf(parts, car);
      }),
    );
  },

  /** @throws {Fault} `not-found` */
  settingsOf: (car: CarId): SettingsOfCar => {
    found(parts.storage.cars.find(car), `car ${car}`);
    return standingOf(parts, car);
  },

  allSettings: (): SettingsOfCar[] => parts.storage.cars.list().map(({ car }) => standingOf(parts, car)),

  /** Signed, for a car that has not said anything of them yet; null where there is nothing for it. */
  settingsFor: (car: CarId): { readonly version: number; readonly signed: Uint8Array } | null => {
    const { storage } = parts;
    const row = storage.settings.find(car);
    if (row === undefined || (storage.settings.told(car)?.version ?? 0) >= row.version) return null;
    return { version: row.version, signed: signed(parts, row) };
  },

  untoldSettings: (): { readonly car: CarId; readonly version: number }[] => parts.storage.settings.untold(),
});
export type SettingsRegister = ReturnType<typeof createSettingsRegister>;

function nextVersion({ storage }: SettingsParts, car: CarId, version: number | null): number {
  const set = storage.settings.find(car)?.version ?? 0;
  const before = Math.max(set, storage.settings.told(car)?.version ?? 0);
  if (version === null) return before + 1;
  if (version > before) return version;
  throw refused('settings-not-newer', `car ${car}: version ${version} is not above ${before}`);
}

/** Signed when they go out, with the key of now. */
function signed({ signer }: SettingsParts, { car, version, issuedAt, content }: SettingsRow): Uint8Array {
  try {
    return encodeSettings({ car, version, issuedAt: toEpochSeconds(issuedAt), content }, signer);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    throw refused(
      'settings-too-large',
      `car ${car}: signed settings have more than ${maxSettingsBytes} bytes`,
    );
  }
}

function standingOf({ storage }: SettingsParts, car: CarId): SettingsOfCar {
  const row = storage.settings.find(car);
  const told = storage.settings.told(car);
  return {
    car,
    set: row === undefined ? null : { version: row.version, issuedAt: row.issuedAt, content: row.content },
    told: told === undefined ? null : saidOf(told),
  };
}

const saidOf = ({ version, outcome, reason, kept }: SettingsToldRow): SettingsOfCar['told'] => ({
  version,
  outcome,
  reason,
  kept,
});
