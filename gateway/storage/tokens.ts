import type {
  CarId,
  CommandId,
  CustomerId,
  KeyId,
  ReservationId,
  Subject,
  TokenId,
} from '../../protocol/ids.ts';
import type { Command } from '../../protocol/messages/command.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

const subjectOf = define<{ customer: CustomerId; car: CarId }>()((db, p) =>
  db
    .selectFrom('subjects')
    .select('subject')
    .where('customer', '=', p('customer'))
    .where('car', '=', p('car')),
);
const holderOf = define<{ subject: Subject }>()((db, p) =>
  db.selectFrom('subjects').select('customer').where('subject', '=', p('subject')),
);
const insertSubject = define<{ subject: Subject; customer: CustomerId; car: CarId }>()((db, p) =>
  db.insertInto('subjects').values({ subject: p('subject'), customer: p('customer'), car: p('car') }),
);

/** A token that was issued. */
export interface TokenRow {
  readonly tokenId: TokenId;
  readonly reservation: ReservationId;
  readonly keyId: KeyId;
  readonly issuedAt: EpochMilliseconds;
  readonly notBefore: EpochMilliseconds;
  readonly expiresAt: EpochMilliseconds;
}
const insertToken = define<TokenRow>()((db, p) =>
  db.insertInto('tokens').values({
    tokenId: p('tokenId'),
    reservation: p('reservation'),
    keyId: p('keyId'),
    issuedAt: p('issuedAt'),
    notBefore: p('notBefore'),
    expiresAt: p('expiresAt'),
  }),
);
const newestToken = define<{ reservation: ReservationId; keyId: KeyId }>()((db, p) =>
  db
    .selectFrom('tokens')
    .selectAll()
    .where('reservation', '=', p('reservation'))
    .where('keyId', '=', p('keyId'))
    .orderBy('issuedAt', 'desc')
    .limit(1),
);

const ofReservation = define<{ reservation: ReservationId }>()((db, p) =>
  db.selectFrom('tokens').selectAll().where('reservation', '=', p('reservation')).orderBy('issuedAt'),
);
const findToken = define<{ tokenId: TokenId }>()((db, p) =>
  db.selectFrom('tokens').selectAll().where('tokenId', '=', p('tokenId')),
);

/** A command that was given. */
export interface CommandRow {
  readonly command: CommandId;
  readonly car: CarId;
  readonly action: Command['action'];
  readonly issuedAt: EpochMilliseconds;
  readonly expiresAt: EpochMilliseconds;
}
const insertCommand = define<CommandRow>()((db, p) =>
  db.insertInto('commands').values({
    command: p('command'),
    car: p('car'),
    action: p('action'),
    issuedAt: p('issuedAt'),
    expiresAt: p('expiresAt'),
    outcome: null,
  }),
);
const findCommand = define<{ command: CommandId }>()((db, p) =>
  db.selectFrom('commands').selectAll().where('command', '=', p('command')),
);
/** Of which no outcome is known, and which a car may still act on. */
const openCommands = define<{ now: EpochMilliseconds }>()((db, p) =>
  db
    .selectFrom('commands')
    .selectAll()
    .where('outcome', 'is', null)
    .where('expiresAt', '>', p('now'))
    .orderBy('issuedAt'),
);
type Outcome = FactOf<'command-done'>['outcome'];
const setOutcome = define<{ command: CommandId; car: CarId; outcome: Outcome }>()((db, p) =>
  db
    .updateTable('commands')
    .set({ outcome: p('outcome') })
    .where('command', '=', p('command'))
    .where('car', '=', p('car')),
);

/** What the gateway gave out: pseudonyms, tokens, commands. */
export const createTokens = (sql: Sql) => ({
  subject: (customer: CustomerId, car: CarId): Subject | undefined =>
    sql.first(subjectOf, { customer, car })?.subject,
  isTaken: (subject: Subject): boolean => sql.first(holderOf, { subject }) !== undefined,
  addSubject: (subject: Subject, customer: CustomerId, car: CarId) =>
    sql.run(insertSubject, { subject, customer, car }),
  add: (row: TokenRow) => sql.run(insertToken, { ...row }),
  newest: (reservation: ReservationId, keyId: KeyId): TokenRow | undefined =>
    sql.first(newestToken, { reservation, keyId }),
  ofReservation: (reservation: ReservationId): TokenRow[] => sql.all(ofReservation, { reservation }),
  find: (tokenId: TokenId): TokenRow | undefined => sql.first(findToken, { tokenId }),
  addCommand: (row: CommandRow) => sql.run(insertCommand, { ...row }),
  command: (command: CommandId) => sql.first(findCommand, { command }),
  openCommands: (now: EpochMilliseconds) => sql.all(openCommands, { now }),
  commandDone: (command: CommandId, car: CarId, outcome: Outcome) =>
    sql.run(setOutcome, { command, car, outcome }),
});
export type Tokens = ReturnType<typeof createTokens>;
