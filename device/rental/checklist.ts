import type { ChecklistItem } from '../../protocol/messages/words.ts';
import type { CabinInputs } from '../ports.ts';

/** What still stands against the end of a rental (D15): ignition off, doors shut, key and fuel card in their holders. */
export function missingAtEnd(inputs: CabinInputs): readonly ChecklistItem[] {
  const done = {
    ignition: !inputs.ignitionOn,
    doors: inputs.doorsClosed,
    key: inputs.keyInHolder,
    'fuel-card': inputs.fuelCardInHolder,
  };
  const items = ['ignition', 'doors', 'key', 'fuel-card'] as const;
  return items.filter((item) => !done[item]);
}

/** Whether the car stands so that a second token may take it over, or time may close the rental (D15). */
export const isParkedForReturn = (inputs: CabinInputs): boolean =>
  missingAtEnd(inputs).length === 0 && inputs.doorsLocked;
