import type { OperatorMethods } from '../../gateway/ports.ts';
import { kilometres } from './amounts.ts';
import { columns } from './columns.ts';

/** Where every metre of a car's odometer went. */
export type Account = ReturnType<OperatorMethods['account']>;

/** The account of a car that has not yet driven. */
export const emptyAccount = (car: Account['car']): Account => ({
  car,
  firstOdometerMetres: 0,
  lastOdometerMetres: 0,
  billedMetres: 0,
  unsealedMetres: 0,
  unassignedMetres: 0,
  rebasedMetres: 0,
  tripMetres: 0,
  openMetres: 0,
});

/** One car's books over one run: what its dashboard showed against what the gateway made of its records. */
export interface CarProof {
  readonly car: string;
  /** From the first to the last moment of the run. */
  readonly shownMetres: number;
  readonly tripMetres: number;
  readonly billedMetres: number;
  readonly unassignedMetres: number;
  /** Odometer steps that were no driving; they count as a gap. */
  readonly gapMetres: number;
  /** In rentals that are still open, or not yet signed by the car. */
  readonly openMetres: number;
  /** By the car, from its first day on. */
  readonly recordsWritten: number;
  /** In the gateway, from the car's first day on. */
  readonly recordsStored: number;
  readonly duplicatesDropped: number;
}

/** The books of a run are the difference of two accounts. */
export function proofOf(
  shownMetres: number,
  before: Account,
  after: Account,
  records: Pick<CarProof, 'recordsWritten' | 'recordsStored' | 'duplicatesDropped'>,
): CarProof {
  return {
    car: after.car,
    shownMetres,
    tripMetres: after.tripMetres - before.tripMetres,
    billedMetres: after.billedMetres - before.billedMetres,
    unassignedMetres: after.unassignedMetres - before.unassignedMetres,
    gapMetres: after.rebasedMetres - before.rebasedMetres,
    openMetres: pending(after) - pending(before),
    ...records,
  };
}

const pending = ({ openMetres, unsealedMetres }: Account): number => openMetres + unsealedMetres;

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
