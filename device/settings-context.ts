import { milliseconds } from '../protocol/units.ts';
import type { AccessLists } from './access/lists.ts';
import type { OfferContext } from './access/settings-offer.ts';
import type { Verifier } from './access/signatures.ts';
import type { DeviceConfig } from './config.ts';
import type { TrialPace } from './settings/trial.ts';

/** By what this car judges settings that are offered to it (clause 13.4). */
export const offerContext = (
  { car, issuers, vehicle }: Pick<DeviceConfig, 'car' | 'issuers' | 'vehicle'>,
  lists: () => AccessLists,
  verify: Verifier,
): OfferContext => ({
  car,
  issuers,
  lists,
  verify,
  profiles: vehicle?.profiles.map(({ profile }) => profile) ?? [],
});

export const trialPace = ({
  settingsTrial = { tryingSeconds: 900, askingSeconds: 300 },
}: Pick<DeviceConfig, 'settingsTrial'>): TrialPace => ({
  trying: milliseconds(settingsTrial.tryingSeconds * 1_000),
  asking: milliseconds(settingsTrial.askingSeconds * 1_000),
});
