/** A rental as the price command takes it. */
export interface RentalJson {
  id: string;
  formula: string;
  priceClass: string;
  reservation: { start: string; end: string };
  priceList?: string | undefined;
  plus?: boolean | undefined;
  returnedAt?: string | undefined;
  distanceM?: number | undefined;
  cancelledAt?: string | undefined;
  changes?: { at: string; end: string; hinders?: boolean | undefined }[] | undefined;
  fuelPriceEurPerLitre?: string | undefined;
  fees?: { code: string; quantity?: number | undefined }[] | undefined;
  fuelReceipts?: { amountCents: number; approved?: boolean | undefined; submittedAt: string }[] | undefined;
}

/** A rental of START S on the list of 2026, never used; `details` replace what a test is about. */
export function rental(start: string, end: string, details: Partial<RentalJson> = {}): RentalJson {
  return { id: 'r', formula: 'START', priceClass: 'S', reservation: { start, end }, ...details };
}

/** A rental that was kept until its end. */
export function keptRental(start: string, end: string, details: Partial<RentalJson> = {}): RentalJson {
  return rental(start, end, { returnedAt: end, ...details });
}
