import type { Command } from 'commander';
import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { answerAsOperator } from './answer.ts';
import { type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';

export function addExport(parent: Command, ports: ProgramPorts): void {
  onData(parent.command('export'))
    .summary('write the signed lists for other issuers')
    .description(
      'Write key set and revoked keys as signed, one a line behind its name, as they stand in the file of a token: another\n' +
        'issuer gives them to phones along with its tokens.',
    )
    .requiredOption('--out <file>', 'the file to make')
    .action((given: Given & { readonly out: string }) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => {
          const lists = await operator.fleetLists();
          if (lists.length === 0) throw noKeySet(given.data);
          const lines = lists.map(({ list, signed }) => `${list} ${toHex(signed)}\n`);
          await ports.files.create(given.out, () => lines.join(''));
          return { file: given.out, lists: lists.map(({ list }) => list) };
        },
        ({ file, lists }) => `${file}: ${lists.join(', ')}`,
      ),
    );
}

const noKeySet = (folder: string): Fault =>
  new Fault({ code: 'no-key-set', blame: 'operator' }, `${folder} has no key set yet: keys init-root`);
