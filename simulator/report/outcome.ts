import type { StatementVersion } from '../../gateway/ports.ts';
import type { RentalTruth } from '../fleet/driver.ts';
import type { CarProof } from './proof.ts';

/** A rental as it really was. */
export type RentalOutcome = Omit<RentalTruth, 'plan'> & {
  readonly reservedFrom: number;
  readonly reservedUntil: number;
};

/** One car of a run: how it really was, and what the gateway made of its records. */
export interface CarOutcome {
  readonly car: string;
  readonly truth: {
    /** What the dashboard showed more than on the first day. */
    readonly shownMetres: number;
    readonly recordsWritten: number;
    readonly rentals: readonly RentalOutcome[];
  };
  readonly result: Omit<CarProof, 'car' | 'shownMetres' | 'recordsWritten'> & {
    readonly statements: readonly StatementVersion[];
  };
}

/** Cars with their rentals and statements. */
export const outcomesOf = (
  proofs: readonly CarProof[],
  truths: readonly RentalTruth[],
  statements: readonly StatementVersion[],
): readonly CarOutcome[] =>
  proofs.map(({ car, shownMetres, recordsWritten, ...result }) => ({
    car,
    truth: {
      shownMetres,
      recordsWritten,
      rentals: truths.filter(({ plan }) => plan.car === car).map(rentalOutcome),
    },
    result: { ...result, statements: statements.filter((statement) => statement.car === car) },
  }));

const rentalOutcome = ({ plan, ...truth }: RentalTruth): RentalOutcome => ({
  ...truth,
  reservedFrom: plan.start,
  reservedUntil: plan.end,
});

/** The books alone. */
export const proofsOf = (outcomes: readonly CarOutcome[]): readonly CarProof[] =>
  outcomes.map(({ car, truth, result }) => {
    const { statements, ...rest } = result;
    return { car, shownMetres: truth.shownMetres, recordsWritten: truth.recordsWritten, ...rest };
  });
