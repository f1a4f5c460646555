import type { ChecklistNote } from '../../protocol/messages/checklist-note.ts';
import { type ChecklistItem, checklistItems } from '../../protocol/messages/words.ts';
import type { Zones } from '../../protocol/messages/zones.ts';
import { type Policy, usualPolicy } from '../../protocol/settings/policy.ts';
import type { CabinInputs } from '../ports.ts';

/** A quarter of the tank, or of the battery. */
const leastPermille = 250;

/** What is known of the car beside the I/O board's inputs; undefined or null where it is not. */
export interface CarSurroundings {
  readonly windowsClosed: boolean | undefined;
  readonly lightsOff: boolean | undefined;
  /** Of a car that has a plug; null where it has none. */
  readonly cableConnected: boolean | undefined | null;
  readonly zones: Zones | undefined;
  readonly fuelPermille: number | null;
  readonly keyTaken: boolean;
}

export type Standing = 'done' | 'not-done' | 'unknown';

/** How each point of the checklist stands (D15); a point that this car cannot have is done. */
export function standings(
  inputs: CabinInputs,
  around: CarSurroundings,
): Readonly<Record<ChecklistItem, Standing>> {
  const { windowsClosed, lightsOff, cableConnected, zones, fuelPermille, keyTaken } = around;
  return {
    ignition: known(!inputs.ignitionOn),
    doors: known(inputs.doorsClosed),
    key: known(inputs.keyInHolder),
    'fuel-card': known(inputs.fuelCardInHolder),
    windows: known(windowsClosed),
    lights: known(lightsOff),
    'charge-cable': cableConnected === null ? 'done' : known(cableConnected),
    zone: zoneStanding(zones),
    fuel: fuelPermille === null ? 'unknown' : known(fuelPermille >= leastPermille),
    'key-use': known(keyTaken),
  };
}

/** What still stands against the end of a rental: what the policy lets block it and is not done. Not knowing blocks nothing. */
export const missingAtEnd = (
  inputs: CabinInputs,
  around: CarSurroundings = unknownSurroundings,
  policy: Policy = usualPolicy,
): readonly ChecklistItem[] => {
  const stands = standings(inputs, around);
  return items.filter((item) => policy[item] === 'block' && stands[item] === 'not-done');
};

/** What the end of a rental lets pass, for whoever prices it: points that count, and are not done or not known. */
export function notesAtEnd(
  inputs: CabinInputs,
  around: CarSurroundings,
  policy: Policy,
): readonly ChecklistNote[] {
  const stands = standings(inputs, around);
  return items.flatMap((item) => {
    const standing = stands[item];
    return policy[item] === 'ignore' || standing === 'done' ? [] : [{ item, standing }];
  });
}

/** Whether the car stands so that a second token may take it over, or time may close the rental (D15). */
export const isParkedForReturn = (inputs: CabinInputs): boolean =>
  !inputs.ignitionOn &&
  inputs.doorsClosed &&
  inputs.keyInHolder &&
  inputs.fuelCardInHolder &&
  inputs.doorsLocked;

const isItem = (word: string): word is ChecklistItem => Object.hasOwn(checklistItems, word);
const items: readonly ChecklistItem[] = Object.keys(checklistItems).filter(isItem);

const known = (isDone: boolean | undefined): Standing =>
  isDone === undefined ? 'unknown' : isDone ? 'done' : 'not-done';

/** In the green zone, or else in the orange one that costs a fee; where neither is drawn there is nothing to be done. */
function zoneStanding(zones: Zones | undefined): Standing {
  if (zones === undefined) return 'done';
  const verdicts = [zones.green, zones.orange];
  if (verdicts.includes('inside')) return 'done';
  return verdicts.includes('uncertain') ? 'unknown' : 'not-done';
}

/** Of a car that tells nothing but its inputs. */
export const unknownSurroundings: CarSurroundings = {
  windowsClosed: undefined,
  lightsOff: undefined,
  cableConnected: null,
  zones: undefined,
  fuelPermille: null,
  keyTaken: true,
};
