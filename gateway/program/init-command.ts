import type { Command } from 'commander';
import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { type IssuerId, issuerId } from '../../protocol/ids.ts';
import { answer, asOperator } from './answer.ts';
import { configurationText } from './configuration-text.ts';
import { homeFiles } from './home.ts';
import { by, type Given, onData, wholeNumber } from './options.ts';
import type { ProgramPorts } from './ports.ts';

interface InitGiven extends Given {
  readonly issuer: IssuerId;
  readonly port: number;
}

/** `init`: makes a gateway's folder. */
export function addInitCommand(program: Command, ports: ProgramPorts): void {
  onData(program.command('init'))
    .summary('make the folder of a new gateway')
    .description(
      'Make a folder with configuration, keys and an empty database. Nothing that is there is touched.',
    )
    .option('--issuer <name>', 'who the tokens say has issued them', by(issuerId), issuerId('ritmeter'))
    .option('--port <number>', 'port of the broker; 0 is any free one', wholeNumber(0, 65_535), 1883)
    .action(async (given: InitGiven) => {
      await init(ports, given);
      await answer(ports, given, { data: given.data }, textOf);
    });
}

/** @throws {Fault} `already-a-gateway`, and those of `Files` and of the database. */
async function init(ports: ProgramPorts, { data, issuer, port }: InitGiven): Promise<void> {
  const { files, random } = ports;
  const { configuration, issuerKey, billingKey, courierKey, observerPassword } = homeFiles(data);
  if ((await files.read(configuration)) !== null) throw alreadyThere(data);
  await files.create(issuerKey, () => `${toHex(random.bytes(32))}\n`);
  await files.create(billingKey, () => `${toHex(random.bytes(32))}\n`);
  await files.create(courierKey, () => `${toHex(random.bytes(32))}\n`);
  await files.create(observerPassword, () => `${toHex(random.bytes(16))}\n`);
  await files.create(configuration, () => configurationText({ issuer, port }));
  await asOperator(ports, { data }, (operator) => operator.cars());
}

const alreadyThere = (folder: string): Fault =>
  new Fault({ code: 'already-a-gateway', blame: 'operator' }, `${folder} holds a gateway already`);

const textOf = ({ data }: { readonly data: string }): string =>
  [
    `made ${data}: gateway.yaml to be set up, gateway.sqlite, and secrets that nobody else may read`,
    `next: ritmeter-gateway serve --data ${data}`,
  ].join('\n');
