import { type Command, InvalidArgumentError } from 'commander';
import { type CustomerId, customerId, driverId } from '../../protocol/ids.ts';
import { euros } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { Person } from '../privacy.ts';
import { answerFromBooks } from './answer.ts';
import { by, type Given, type NoteGiven, onData, withNote } from './options.ts';
import type { ProgramPorts } from './ports.ts';

/** `person export`, `person erase`, `retention` and `limit`. */
export function addPersonCommands(program: Command, ports: ProgramPorts): void {
  const person = program
    .command('person')
    .summary('what is held about a person')
    .description('What is held about a customer or driver (D2). A person is customer:NAME or driver:NAME.');
  onData(person.command('export'))
    .summary('write all that is held about a person, as JSON')
    .description('Write all that is held about a person as one JSON value.')
    .argument('<person>', 'customer:NAME or driver:NAME', personFrom)
    .action((who: Person, given: Given) =>
      answerFromBooks(
        ports,
        { ...given, json: true },
        (books) => books.exportPerson(who),
        () => '',
      ),
    );
  withNote(onData(person.command('erase')))
    .summary('take the name of a person out of everything')
    .description(
      'Take the name of a person out of everything, with phones, codes and notes. Bills and their proofs stay, under a\n' +
        'pseudonym that stands for nobody any more. There is no way back.',
    )
    .argument('<person>', 'customer:NAME or driver:NAME', personFrom)
    .action((who: Person, given: Given & NoteGiven) =>
      answerFromBooks(
        ports,
        given,
        (books) => ({ pseudonym: books.erasePerson(who, { by: given.by, reason: given.reason }) }),
        ({ pseudonym }) => `${who.kind} ${who.name} is erased; its bills stand under ${pseudonym}`,
      ),
    );
  onData(program.command('retention'))
    .summary('let go of what is past its time')
    .description(
      'Let go of what is past its time, as `retention` in gateway.yaml has it for each kind of data.',
    )
    .option('--dry-run', 'only say what would go')
    .action((given: Given & { readonly dryRun?: true }) =>
      answerFromBooks(
        ports,
        given,
        (books, home) => books.retain(home.file.retention, { dryRun: given.dryRun ?? false }),
        (kinds) =>
          columns(
            kinds.map(({ kind, days, rows }) => [
              kind,
              `over ${days} days`,
              String(rows),
              given.dryRun === true ? 'would go' : 'gone',
            ]),
            [2],
          ),
      ),
    );
  onData(program.command('limit'))
    .summary('say how far a customer has come towards its limit of use')
    .description('Say what is open, under way and reserved for a customer, against the contribution paid.')
    .argument('<customer>', 'the customer', by(customerId))
    .action((customer: CustomerId, given: Given) =>
      answerFromBooks(
        ports,
        given,
        (books) => books.useOfLimit(customer),
        ({ openCents, underWayCents, futureCents, usedCents, limitCents }) =>
          columns(
            [
              ['open', euros(openCents)],
              ['under way, estimated', euros(underWayCents)],
              ['reserved, estimated', euros(futureCents)],
              ['together', euros(usedCents)],
              ['limit of use', limitCents === null ? 'none: no contribution entered' : euros(limitCents)],
            ],
            [1],
          ),
      ),
    );
}

function personFrom(text: string): Person {
  const [kind, name = ''] = text.split(':');
  if (kind === 'customer') return { kind, name: by(customerId)(name) };
  if (kind === 'driver') return { kind, name: by(driverId)(name) };
  throw new InvalidArgumentError('It is neither customer:NAME nor driver:NAME.');
}
