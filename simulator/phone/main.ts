#!/usr/bin/env node
import { generateKeyPairSync } from 'node:crypto';
import { Command, Option } from 'commander';
import { lineAt } from '../../device/adapters/line-at.ts';
import { SystemClock, SystemTimers, systemRandom } from '../../protocol/adapters/node-runtime.ts';
import type { Transport } from '../../protocol/byte-stream.ts';
import { fromHex } from '../../protocol/codec/bytes.ts';
import { Fault, inWords, messageOf } from '../../protocol/errors.ts';
import { phonesAddress } from '../../protocol/line-address.ts';
import { webSocketTransport } from '../../protocol/link/adapters/web-socket.ts';
import { writeKeptReceipt } from '../../protocol/link/kept-receipt.ts';
import type { Action } from '../../protocol/messages/words.ts';
import { software } from '../../protocol/software.ts';
import { exchange } from './adapters/http-exchange.ts';
import {
  readKeyFile,
  readParcelsBeside,
  readPassFile,
  readTextFile,
  removeFile,
  writeBeside,
  writeKeyFile,
  writePassFile,
} from './adapters/phone-files.ts';
import { answerJson, answerText } from './answer-text.ts';
import { type AskOptions, ask, collect } from './ask.ts';
import { addCarryCommands, type CarGiven } from './carry-commands.ts';
import { addGatewayCommands } from './gateway-commands.ts';
import { enrolmentOf, publicKeyOf } from './phone-key.ts';

/** Exit status: car or gateway refuses or is silent; options and files that a person must put right. */
const refusedStatus = 1;
const usageStatus = 2;

interface Given extends CarGiven {
  readonly link: string;
  readonly json?: true;
}

const summaries = {
  unlock: 'open the car; the first time this begins the rental',
  lock: 'lock the car and keep the rental',
  end: 'lock the car and end the rental',
  'fuel-card': "ask for the fuel card's PIN, with the engine off",
  status: 'ask how the car and the rental stand',
} as const satisfies Partial<Record<Action, string>>;

const program = new Command('ritmeter-phone')
  .description('A phone on the bench. Exit status 0: granted; 1: refused, or no answer; 2: usage.')
  .version(software)
  .showSuggestionAfterError(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageStatus));

for (const action of ['unlock', 'lock', 'end', 'fuel-card', 'status'] as const) {
  program
    .command(action)
    .summary(summaries[action])
    .description(`With a token: ${summaries[action]}.`)
    .requiredOption(
      '--link <address>',
      'where the car listens: tcp://HOST:PORT, ws://HOST:PORT, or a serial device such as /dev/ttyUSB0?baud=115200',
    )
    .requiredOption('--token <file>', 'the token, as bytes or in hexadecimal')
    .requiredOption('--key <file>', "the phone's private key (JWK or PEM, mode 0600)")
    .option('--car-key <key>', "the car's public key in hexadecimal, where the token's file does not name it")
    .option('--json', 'print one JSON object')
    .action((given: Given) => askCar(action, given));
}

const gatewayPorts = {
  clock: new SystemClock(),
  exchange,
  readKey: readKeyFile,
  readText: readTextFile,
  writePass: writePassFile,
  print: (text: string) => void process.stdout.write(`${text}\n`),
};
addGatewayCommands(program, gatewayPorts);
addCarryCommands(program, {
  ...gatewayPorts,
  collect: async (given) => collect(await atCar(given)),
  keepParcel: (token, parcel) => writeBeside(token, 'parcel', Buffer.from(parcel).toString('hex')),
  keptParcels: readParcelsBeside,
  drop: removeFile,
});

program
  .command('keygen')
  .summary('make a key for a phone')
  .description('Write a new private key (JWK, mode 0600) and print the public key, to be enrolled, as JSON.')
  .requiredOption('--key <file>', 'the file to make; one that is there is left alone')
  .addOption(new Option('--kind <kind>', 'kind of key').choices(['Ed25519', 'P-256']).default('Ed25519'))
  .action(({ key, kind }: { readonly key: string; readonly kind: 'Ed25519' | 'P-256' }) =>
    makeKey(key, kind),
  );

async function askCar(action: Action, given: Given): Promise<void> {
  const options = await atCar(given);
  const answer = await ask(options, action);
  const { receipt } = answer;
  const kept =
    receipt === undefined
      ? undefined
      : await writeBeside(
          given.token,
          'receipt',
          writeKeptReceipt({ signed: receipt, carKey: options.carKey }),
        );
  process.stdout.write(`${given.json ? answerJson(answer, kept) : answerText(answer, kept)}\n`);
  process.exitCode = answer.verdict === 'granted' ? 0 : refusedStatus;
}

async function atCar({ link, token: file, key, carKey: given }: CarGiven): Promise<AskOptions> {
  const { token, carKey, lists } = await readPassFile(file);
  return {
    transport: wayTo(link ?? ''),
    timers: new SystemTimers(new SystemClock()),
    token,
    carKey: given === undefined ? named(carKey, file) : keyFrom(given),
    random: systemRandom,
    lists,
    key: await readKeyFile(key),
  };
}

function named(carKey: Uint8Array | null, file: string): Uint8Array {
  if (carKey !== null) return carKey;
  throw new Fault(
    { code: 'car-key-missing', blame: 'operator' },
    `${file} does not name the car's key, by which a phone knows the car; give it with --car-key`,
  );
}

function keyFrom(text: string): Uint8Array {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return fromHex(text);
  throw new Fault({ code: 'car-key-invalid', blame: 'operator' }, '--car-key: not 32 bytes in hexadecimal');
}

function wayTo(link: string): Transport {
  try {
    const address = phonesAddress(link);
    return address.kind === 'web-socket' ? webSocketTransport(link) : lineAt(address);
  } catch (cause) {
    throw new Fault({ code: 'link-invalid', blame: 'operator' }, `--link: ${messageOf(cause)}`, { cause });
  }
}

async function makeKey(path: string, kind: 'Ed25519' | 'P-256'): Promise<void> {
  const { privateKey } =
    kind === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeKeyFile(path, `${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`);
  process.stdout.write(`${JSON.stringify(enrolmentOf(publicKeyOf(privateKey)))}\n`);
}

try {
  await program.parseAsync();
} catch (thrown) {
  process.stderr.write(`ritmeter-phone: ${inWords(messageOf(thrown))}\n`);
  process.exitCode = thrown instanceof Fault && thrown.blame === 'operator' ? usageStatus : refusedStatus;
}
