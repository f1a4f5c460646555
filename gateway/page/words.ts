/** All that a page says in one language. */
export interface Words {
  /** For dates and amounts. */
  readonly locale: string;
  readonly statement: string;
  readonly invoice: string;
  readonly draft: string;
  readonly labels: Readonly<
    Record<
      | 'customer'
      | 'driver'
      | 'car'
      | 'class'
      | 'formula'
      | 'rental'
      | 'version'
      | 'reserved'
      | 'opened'
      | 'returned'
      | 'duration'
      | 'distance'
      | 'odometer'
      | 'total'
      | 'priceList'
      | 'lines'
      | 'line'
      | 'quantity'
      | 'unitPrice'
      | 'amount'
      | 'decided'
      | 'trips'
      | 'trip'
      | 'driving'
      | 'parked'
      | 'unused'
      | 'late'
      | 'time'
      | 'kilometresByTrip'
      | 'notUsed'
      | 'cancelled'
      | 'unknown'
      | 'vat'
      | 'basis'
      | 'verify'
      | 'noPrice'
      | 'refused'
      | 'correctedDistance'
      | 'month'
      | 'rides'
      | 'fixed'
      | 'services'
      | 'credits'
      | 'creditNote'
      | 'users'
      | 'subscription'
      | 'activation'
      | 'subtotal'
      | 'date'
      | 'correction'
      | 'issued',
      string
    >
  >;
  readonly units: Readonly<Record<string, string>>;
  /** Lines of a bill by code; those of an operator's own are shown as they are. */
  readonly codes: Readonly<Record<string, string>>;
  /** The price rules in words, by clause. */
  readonly rules: Readonly<Record<string, string>>;
  readonly remarks: Readonly<Record<string, string>>;
  readonly decidedNote: string;
  readonly origins: Readonly<Record<'zone' | 'proposal' | 'manual', string>>;
}
