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
    const truth = unit.car.now();
    // Another instrument cluster that shows more has shown that too; one that shows less takes nothing back.
    const steppedMetres = Math.max(0, truth.clusterAheadMillimetres / 1_000);
    const shownMetres = shownOdometerMetres(truth) - entry.initialOdometerMetres + steppedMetres;
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
