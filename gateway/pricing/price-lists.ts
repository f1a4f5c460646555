import { InvalidPriceList, PriceNotPublished } from './errors.ts';
import { createLocalCalendar, startOfLocalDate } from './local-calendar.ts';
import type { PriceList } from './price-list.ts';
import { createTariff, type Tariff } from './tariff.ts';
import type { Moment } from './units.ts';

/** The lists of an operator, made ready for pricing. */
export interface PriceLists {
  /** Every class that stands on a list: others are unknown (T15). */
  readonly classes: ReadonlySet<string>;
  readonly formulas: ReadonlySet<string>;
  /** Every fee code that stands on a list: others are unknown (T15). */
  readonly fees: ReadonlySet<string>;
  /** The list of a rental; throws `PriceNotPublished` (T1). */
  select(choice: ListChoice): PriceList;
  /** The list whose grid holds for a rental that may have no list: T15 comes before any price. */
  termsFor(choice: ListChoice): PriceList;
  /** Throws `PriceNotPublished` for a formula or class that is not on the list (T1, T2). */
  tariff(list: PriceList, formula: string, priceClass: string): Tariff;
}

/** What decides a rental's list: the reservation's start, unless it names one (T1). */
export interface ListChoice {
  readonly start: Moment;
  readonly named?: string | undefined;
}

interface Prepared {
  readonly list: PriceList;
  readonly validFrom: number;
  /** By formula and class; each is made when it is asked for the first time. */
  readonly tariffs: ReadonlyMap<string, ReadonlyMap<string, () => Tariff>>;
}

/** Makes lists ready for pricing; throws `InvalidPriceList` for none, one id twice, or one date twice. */
export function createPriceLists(lists: readonly PriceList[]): PriceLists {
  const prepared = lists.map(prepare).sort((left, right) => left.validFrom - right.validFrom);
  const first = prepared[0];
  if (first === undefined) throw new InvalidPriceList('there is no price list');
  requireDistinct(prepared);
  const byId = new Map(prepared.map((each) => [each.list.id, each]));

  const find = ({ start, named }: ListChoice): PriceList | undefined =>
    named === undefined
      ? prepared.findLast(({ validFrom }) => validFrom <= start)?.list
      : byId.get(named)?.list;

  return {
    classes: new Set(lists.flatMap((list) => list.classes)),
    formulas: new Set(lists.flatMap((list) => Object.keys(list.formulas))),
    fees: new Set(lists.flatMap((list) => Object.keys(list.fees))),
    select(choice) {
      const list = find(choice);
      if (list !== undefined) return list;
      const wanted = choice.named === undefined ? 'a start before the first list' : `list ${choice.named}`;
      throw new PriceNotPublished(`no price list for ${wanted}; the first is ${first.list.id}`);
    },
    termsFor: (choice) => find(choice) ?? find({ start: choice.start }) ?? first.list,
    tariff(list, formula, priceClass) {
      const classes = byId.get(list.id)?.tariffs.get(formula);
      if (classes === undefined)
        throw new PriceNotPublished(`${list.id}: formula ${formula} is not on the list`);
      const tariff = classes.get(priceClass);
      if (tariff !== undefined) return tariff();
      throw new PriceNotPublished(`${list.id}: ${formula} ${priceClass}: the class is not on the list`);
    },
  };
}

function prepare(list: PriceList): Prepared {
  const calendar = createLocalCalendar(list.timeZone, list.grid.stepMinutes * 60_000);
  const tariffs = new Map(
    Object.entries(list.formulas).map((entry) => [
      entry[0],
      new Map(list.classes.map((name) => [name, madeOnce(() => createTariff(list, entry, name, calendar))])),
    ]),
  );
  return { list, validFrom: startOfLocalDate(list.validFrom, list.timeZone), tariffs };
}

function madeOnce<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

function requireDistinct(prepared: readonly Prepared[]): void {
  const ids = new Set<string>();
  prepared.forEach(({ list, validFrom }, index) => {
    if (ids.has(list.id)) throw new InvalidPriceList(`${list.id}: two lists have this id`);
    if (prepared[index - 1]?.validFrom === validFrom) {
      throw new InvalidPriceList(`${list.id}: another list is valid from ${list.validFrom} too`);
    }
    ids.add(list.id);
  });
}
