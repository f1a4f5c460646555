import type { SettingsOfCar } from '../../gateway/ports.ts';
import type { Evidence } from './evidence.ts';

type Said = NonNullable<SettingsOfCar['told']>;

/**
 * What is wrong with settings that were sent over the air: a car has said of the newest what became of them, and nothing is
 * on trial any more. Good ones hold, unless the unit started twice on trial, or the gateway came back just as the car asked
 * through those before; with others a car does not stay (clause 13.5).
 */
export const unfinishedTrials = ({ settings, cars }: Pick<Evidence, 'settings' | 'cars'>): string[] =>
  settings
    .filter(({ car }) => !cars.some((end) => end.car === car && end.isDiskSpoilt))
    .flatMap(({ car, set, told }) => {
      if (set === null) return [];
      if (told?.version !== set.version) return [`${car}: nothing was heard of settings ${set.version}`];
      return isRight(set.content, told)
        ? []
        : [
            `${car}: settings ${set.version} are ${told.outcome} (${told.reason ?? 'no reason'}): ${set.content}`,
          ];
    });

/** @param content JSON; under a name of the domain `invalid` there is no broker (RFC 2606), and no simulated car has profiles */
function isRight(content: string, { outcome, reason }: Said): boolean {
  const isCutOff = content.includes('.invalid"');
  if (content.includes('"profile"')) return outcome === 'refused' && reason === 'profile-unknown';
  return outcome === 'taken-back' || (outcome === 'kept' && !isCutOff);
}
