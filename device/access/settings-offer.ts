import { Fault, MalformedError } from '../../protocol/errors.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import { parseSettingsJson, type Settings } from '../../protocol/settings/settings.ts';
import { decodeSettings, type SettingsOffer } from '../../protocol/settings/signed-settings.ts';
import { type AccessLists, keyOfOperator, type ListContext } from './lists.ts';

/** What a car makes of settings that are offered to it (clause 13.4). */
export type OfferJudged =
  /** Not for this car, or not by its operator: nothing follows. */
  | { readonly outcome: 'foreign'; readonly why: string }
  /** Not newer than what was offered before. */
  | { readonly outcome: 'known'; readonly version: number }
  | {
      readonly outcome: 'refused';
      readonly version: number;
      readonly reason: NonNullable<FactOf<'configuration-changed'>['reason']>;
      readonly why: string;
    }
  | { readonly outcome: 'good'; readonly version: number; readonly settings: Settings };

export interface OfferContext extends Pick<ListContext, 'car' | 'issuers' | 'verify'> {
  readonly lists: () => AccessLists;
  /** Names of the vehicle profiles that the car has. */
  readonly profiles: readonly string[];
}

/** @param newest the newest version that was ever offered */
export function judgeOffer(signed: Uint8Array, newest: number, context: OfferContext): OfferJudged {
  const offer = genuine(signed, context);
  if (typeof offer === 'string') return { outcome: 'foreign', why: offer };
  const { version } = offer;
  if (version <= newest) return { outcome: 'known', version };
  return { version, ...settingsIn(offer, context) };
}

/** What the operator has signed for this car; or why it is not that. */
function genuine(signed: Uint8Array, { car, issuers, lists, verify }: OfferContext): SettingsOffer | string {
  try {
    const read = decodeSettings(signed);
    const key = keyOfOperator(read, lists(), issuers);
    if (key === null) return `key ${read.keyId} does not speak for the operator`;
    if (!verify(key, read.signedBytes, read.signature)) return 'the signature does not hold';
    return read.offer.car === car ? read.offer : `for car ${read.offer.car}`;
  } catch (thrown) {
    if (thrown instanceof MalformedError) return thrown.message;
    throw thrown;
  }
}

function settingsIn({ version, content }: SettingsOffer, { profiles }: OfferContext) {
  try {
    const settings = parseSettingsJson(content, `settings ${version}`);
    if (settings.version !== version) return refusedFor('invalid', `they say version ${settings.version}`);
    const { profile } = settings;
    return profile === undefined || profiles.includes(profile)
      ? ({ outcome: 'good', settings } as const)
      : refusedFor('profile-unknown', `no profile ${profile} is here`);
  } catch (thrown) {
    if (thrown instanceof Fault) return refusedFor('invalid', thrown.message);
    throw thrown;
  }
}

const refusedFor = (reason: 'invalid' | 'profile-unknown', why: string) =>
  ({ outcome: 'refused', reason, why }) as const;
