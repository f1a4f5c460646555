import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import type { Clock } from '../../protocol/runtime.ts';
import type { Pass } from '../../protocol/token/pass.ts';
import { enrol, fetchTokens, type GatewayLine, type GrantedToken } from './gateway-client.ts';
import type { PhoneKey } from './phone-key.ts';

/** What the commands at a gateway get from outside. */
export interface GatewayCommandPorts extends Pick<GatewayLine, 'exchange'> {
  readonly clock: Clock;
  readKey(path: string): Promise<PhoneKey>;
  readText(path: string): Promise<string>;
  /** Writes a token with its car's key to a file for its owner only, and gives the file's path. */
  writePass(folder: string, name: string, pass: Pass): Promise<string>;
  print(text: string): void;
}

interface Given {
  readonly gateway: string;
  readonly key: string;
  readonly ca?: string;
  readonly json?: true;
}

/** `enrol` and `tokens`. */
export function addGatewayCommands(program: Command, ports: GatewayCommandPorts): void {
  atGateway(program.command('enrol'))
    .summary('enrol this phone with a code')
    .description(
      "Enrol the phone's key at the gateway with the one-time code that the operator gave the driver.",
    )
    .requiredOption('--code <code>', 'the code, good for 24 hours and one phone')
    .action(async (given: Given & { readonly code: string }) => {
      const keyId = await enrol(await lineTo(ports, given), await ports.readKey(given.key), given.code);
      ports.print(given.json ? JSON.stringify({ keyId }) : `enrolled: key ${keyId}`);
    });
  atGateway(program.command('tokens'))
    .summary('fetch the tokens')
    .description(
      'Fetch a token for each reservation that runs or begins within 24 hours: one file each, mode 0600.',
    )
    .requiredOption('--out <folder>', 'where the files go, named after the reservations')
    .action(async (given: Given & { readonly out: string }) => {
      const granted = await fetchTokens(await lineTo(ports, given), await ports.readKey(given.key));
      const rows: TokenRow[] = [];
      for (const token of granted) rows.push(await kept(ports, given.out, token));
      ports.print(given.json ? JSON.stringify({ tokens: rows }) : tableOf(rows));
    });
}

const atGateway = (command: Command): Command =>
  command
    .requiredOption('--gateway <url>', 'where the gateway serves phones: https://HOST:PORT')
    .requiredOption('--key <file>', "the phone's private key (JWK or PEM, mode 0600)")
    .option('--ca <file>', 'authorities to trust, as PEM, in place of those that the system knows')
    .option('--json', 'print one JSON object');

/** @throws {Fault} `gateway-invalid`, `file-unusable` */
export async function lineTo(
  ports: Pick<GatewayCommandPorts, 'clock' | 'exchange' | 'readText'>,
  { gateway, ca }: Pick<Given, 'gateway' | 'ca'>,
): Promise<GatewayLine> {
  const { clock, exchange } = ports;
  return {
    gateway: gatewayUrl(gateway),
    ca: ca === undefined ? undefined : await ports.readText(ca),
    clock,
    exchange,
  };
}

/** @throws {Fault} `gateway-invalid`: no URL, or one that would send the code in the clear (clause 11.1). */
function gatewayUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url?.protocol === 'http:';
  if (url === null || !(isPlain || url.protocol === 'https:') || url.href !== `${url.origin}/`)
    throw invalid(`${text} is no URL of a gateway, such as https://gateway.example:8443`);
  if (isPlain && !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname))
    throw invalid(`${text} would be asked in the clear: beyond this machine it must be https://`);
  return url;
}

const invalid = (message: string): Fault =>
  new Fault({ code: 'gateway-invalid', blame: 'operator' }, `--gateway: ${message}`);

interface TokenRow extends Omit<GrantedToken, keyof Pass> {
  readonly file: string;
}

async function kept(ports: GatewayCommandPorts, folder: string, granted: GrantedToken): Promise<TokenRow> {
  const { token, carKey, lists, ...facts } = granted;
  return { ...facts, file: await ports.writePass(folder, facts.reservation, { token, carKey, lists }) };
}

function tableOf(rows: readonly TokenRow[]): string {
  if (rows.length === 0) return 'no reservation runs or begins within 24 hours';
  return rows
    .map(({ car, startsAt, endsAt, file }) => `${car.padEnd(8)}  ${startsAt}  ${endsAt}  ${file}`)
    .join('\n');
}
