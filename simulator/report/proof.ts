import { columns, kilometres } from '../../gateway/gateway.ts';
import type { OperatorMethods } from '../../gateway/ports.ts';

/** Where every metre of a car's odometer went. */
export type Account = ReturnType<OperatorMethods['account']>;

/** One car's books from the day on which its unit was built in: what its dashboard showed against what the gateway made of its records. */
export interface CarProof {
  readonly car: string;
  readonly shownMetres: number;
  readonly tripMetres: number;
  readonly billedMetres: number;
  readonly unassignedMetres: number;
  /** Odometer steps that were no driving; they count as a gap. */
  readonly gapMetres: number;
  /** In rentals that are still open, or not yet signed by the car. */
  readonly openMetres: number;
  readonly recordsWritten: number;
  readonly recordsStored: number;
  readonly duplicatesDropped: number;
}

/** A car's books from its account. */
export const proofOf = (
  shownMetres: number,
  { car, tripMetres, billedMetres, unassignedMetres, rebasedMetres, openMetres, unsealedMetres }: Account,
  records: Pick<CarProof, 'recordsWritten' | 'recordsStored' | 'duplicatesDropped'>,
): CarProof => ({
  car,
  shownMetres,
  tripMetres,
  billedMetres,
  unassignedMetres,
  gapMetres: rebasedMetres,
  openMetres: openMetres + unsealedMetres,
  ...records,
});

/** Metres of the odometer that the books know where to put. */
export const accountedMetres = ({
  billedMetres,
  unassignedMetres,
  gapMetres,
  openMetres,
}: CarProof): number => billedMetres + unassignedMetres + gapMetres + openMetres;

const titles = [
  'car',
  'odometer km',
  'trips km',
  'billed km',
  'unassigned km',
  'gap km',
  'open km',
  'written',
  'stored',
  'duplicates',
];

/** All cars' books as a table. */
export function proofText(proofs: readonly CarProof[]): string {
  const rows = proofs.map((proof) => [
    proof.car,
    kilometres(proof.shownMetres),
    kilometres(proof.tripMetres),
    kilometres(proof.billedMetres),
    kilometres(proof.unassignedMetres),
    kilometres(proof.gapMetres),
    kilometres(proof.openMetres),
    String(proof.recordsWritten),
    String(proof.recordsStored),
    String(proof.duplicatesDropped),
  ]);
  return columns([titles, ...rows], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}
