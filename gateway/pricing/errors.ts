/** The rental's facts break T15: the sender's fault, and trying again with the same facts cannot help. */
export class InvalidRental extends Error {
  override readonly name = 'InvalidRental';
  readonly code = 'invalid-rental';

  /** `field` as in the price command, for example `changes[1].end`. */
  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
  }
}

/** A hole in a list: the operator must publish the price before this rental has one (T1, T2). */
export class PriceNotPublished extends Error {
  override readonly name = 'PriceNotPublished';
  readonly code = 'price-not-published';
}

/** An operator's price list that says something impossible; the message names list and place. */
export class InvalidPriceList extends Error {
  override readonly name = 'InvalidPriceList';
  readonly code = 'invalid-price-list';
}
