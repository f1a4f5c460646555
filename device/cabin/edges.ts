import type { Fact } from '../../protocol/messages/registry.ts';
import type { CabinInputs } from '../ports.ts';
import type { Custody } from '../state/state.ts';

/** What changed at the holders and the lock since it was last recorded; at the very first reading, all three as they are. */
export function custodyFacts(recorded: Custody | null, inputs: CabinInputs): readonly Fact[] {
  const facts: Fact[] = [];
  if (recorded?.keyInHolder !== inputs.keyInHolder) {
    facts.push({ kind: 'custody-changed', item: 'key', inHolder: inputs.keyInHolder });
  }
  if (recorded?.fuelCardInHolder !== inputs.fuelCardInHolder) {
    facts.push({ kind: 'custody-changed', item: 'fuel-card', inHolder: inputs.fuelCardInHolder });
  }
  if (recorded?.doorsLocked !== inputs.doorsLocked)
    facts.push({ kind: 'lock-changed', locked: inputs.doorsLocked });
  return facts;
}
