import type { Gateway } from '../../gateway/gateway.ts';
import { shownOdometerMetres } from '../car/shown.ts';
import { parkedTruth } from '../fleet/roster.ts';
import type { World } from '../fleet/world.ts';
import { type Account, type CarProof, proofOf } from '../report/proof.ts';

/** The books of every car since the world was opened, from accounts of that moment. */
export async function proveCars(
  world: World,
  gateway: Gateway,
  before: readonly Account[],
): Promise<readonly CarProof[]> {
  const { byCar } = await gateway.figures();
  const proofs: CarProof[] = [];
  for (const [index, { entry, unit }] of world.cars.entries()) {
    const account = await gateway.account(entry.car);
    const counts = byCar.find(({ car }) => car === entry.car);
    const shownMetres = shownOdometerMetres(unit.car.now()) - shownOdometerMetres(parkedTruth(entry));
    proofs.push(
      proofOf(shownMetres, before[index] ?? account, account, {
        recordsWritten: unit.device.recordsWritten,
        recordsStored: counts?.records ?? 0,
        duplicatesDropped: counts?.duplicates ?? 0,
      }),
    );
  }
  return proofs;
}
