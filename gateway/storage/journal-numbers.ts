import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** Journals whose numbers are kept at hand; past that all are looked up again. */
const mostKept = 40_000;

interface Named {
  readonly car: CarId;
  readonly journal: JournalId;
}

const find = define<Named>()((db, p) =>
  db
    .selectFrom('journalNumbers')
    .select('journalNumber')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal')),
);
const add = define<Named>()((db, p) =>
  db.insertInto('journalNumbers').values({ car: p('car'), journal: p('journal') }),
);

/** The numbers that stand for journals in the rows of records. */
export class JournalNumbers {
  readonly #sql: Sql;
  readonly #known = new Map<CarId, Map<JournalId, number>>();
  #size = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
    // A number that was given in a transaction that failed is given again, to any journal.
    sql.onRollback(() => this.#forget());
  }

  /** To be called in a transaction: gives a journal that has none its number. */
  of(car: CarId, journal: JournalId): number {
    return this.#known.get(car)?.get(journal) ?? this.#look({ car, journal });
  }

  #look(named: Named): number {
    const number = this.#find(named) ?? this.#add(named);
    if (this.#size >= mostKept) this.#forget();
    const ofCar = this.#known.get(named.car) ?? new Map<JournalId, number>();
    this.#known.set(named.car, ofCar.set(named.journal, number));
    this.#size++;
    return number;
  }

  #find(named: Named): number | undefined {
    return this.#sql.first(find, named)?.journalNumber;
  }

  #add(named: Named): number {
    this.#sql.run(add, named);
    const number = this.#find(named);
    if (number === undefined) throw new Error(`${named.car}/${named.journal} was given no number`);
    return number;
  }

  #forget(): void {
    this.#known.clear();
    this.#size = 0;
  }
}
