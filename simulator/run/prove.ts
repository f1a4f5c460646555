import type { Gateway } from '../../gateway/gateway.ts';
import { shownOdometerMetres } from '../car/shown.ts';
import type { World } from '../fleet/world.ts';
import { type CarProof, proofOf } from '../report/proof.ts';

/** The books of every car, from the day on which its unit was built in. */
export async function proveCars(world: World, gateway: Gateway): Promise<readonly CarProof[]> {
  const { byCar } = await gateway.figures();
  const proofs: CarProof[] = [];
  for (const { entry, unit } of world.cars) {
    const counts = byCar.find(({ car }) => car === entry.car);
    const shownMetres = shownOdometerMetres(unit.car.now()) - entry.initialOdometerMetres;
    proofs.push(
      proofOf(shownMetres, await gateway.account(entry.car), {
        recordsWritten: unit.device.recordsWritten,
        recordsStored: counts?.records ?? 0,
        duplicatesDropped: counts?.duplicates ?? 0,
      }),
    );
  }
  return proofs;
}
