import { basename } from 'node:path';
import type { Command } from 'commander';
import { bringRecords, type GatewayLine } from './gateway-client.ts';
import type { GatewayCommandPorts } from './gateway-commands.ts';
import { lineTo } from './gateway-commands.ts';
import { readReceipt, receiptJson, receiptText } from './receipt-text.ts';

/** What these commands get from outside. */
export interface CarryPorts extends GatewayCommandPorts {
  /** Asks the car for the parcel of the token's rental; null where there is nothing to carry. */
  collect(given: CarGiven): Promise<Uint8Array | null>;
  /** Keeps a parcel for its owner only, beside the token; gives its path. */
  keepParcel(tokenFile: string, parcel: Uint8Array): Promise<string>;
  /** Parcels kept beside the token. */
  keptParcels(tokenFile: string): Promise<readonly { readonly path: string; readonly parcel: Uint8Array }[]>;
  drop(path: string): Promise<void>;
}

export interface CarGiven {
  readonly link?: string;
  readonly token: string;
  readonly key: string;
  readonly carKey?: string;
}

interface CarryGiven extends CarGiven {
  readonly gateway?: string;
  readonly ca?: string;
  readonly json?: true;
}

/** `carry` and `receipts`. */
export function addCarryCommands(program: Command, ports: CarryPorts): void {
  program
    .command('carry')
    .summary("take the rental's records from the car to the gateway")
    .description(
      "With --link: take the records of the token's rental from the car, encrypted to the gateway, and keep them beside the\n" +
        'token. With --gateway: bring what is kept there. With both: the one, then the other.',
    )
    .option('--link <address>', 'where the car listens: tcp://HOST:PORT, ws://HOST:PORT, or a serial device')
    .requiredOption('--token <file>', 'the token, as bytes or in hexadecimal')
    .requiredOption('--key <file>', "the phone's private key (JWK or PEM, mode 0600)")
    .option('--car-key <key>', "the car's public key in hexadecimal, where the token's file does not name it")
    .option('--gateway <url>', 'where the gateway serves phones: https://HOST:PORT')
    .option('--ca <file>', 'authorities to trust, as PEM, in place of those that the system knows')
    .option('--json', 'print one JSON object')
    .action((given: CarryGiven) => carry(ports, given));
  program
    .command('receipts')
    .summary('show and check receipts that were kept')
    .description('Check the signature of each receipt, and show it. Exit status 1: one does not hold.')
    .argument('<file...>', 'as lock and end have kept them beside the token')
    .option('--json', 'print one JSON object')
    .action(async (files: readonly string[], { json }: { readonly json?: true }) => {
      const receipts = [];
      for (const file of files) receipts.push(readReceipt(await ports.readText(file), file));
      ports.print(
        json
          ? JSON.stringify({ receipts: receipts.map(receiptJson) })
          : receipts.map(receiptText).join('\n\n'),
      );
    });
}

async function carry(ports: CarryPorts, given: CarryGiven): Promise<void> {
  const { gateway, ca, token, json } = given;
  const collected = given.link === undefined ? null : await ports.collect(given);
  const kept = collected === null ? null : await ports.keepParcel(token, collected);
  const brought =
    gateway === undefined
      ? []
      : await bringAll(ports, await lineTo(ports, { gateway, ...(ca === undefined ? {} : { ca }) }), given);
  const result = {
    collectedBytes: collected?.length ?? 0,
    kept: gateway === undefined ? kept : null,
    brought,
  };
  ports.print(json ? JSON.stringify(result) : carryText(result, given));
}

async function bringAll(ports: CarryPorts, line: GatewayLine, { token, key }: CarryGiven) {
  const brought = [];
  for (const { path, parcel } of await ports.keptParcels(token)) {
    const taken = await bringRecords(line, await ports.readKey(key), parcel);
    await ports.drop(path);
    brought.push({ file: basename(path), ...taken });
  }
  return brought;
}

interface Carried {
  readonly collectedBytes: number;
  readonly kept: string | null;
  readonly brought: readonly { readonly records: number; readonly outcome: string; readonly car: string }[];
}

function carryText({ collectedBytes, kept, brought }: Carried, { link, gateway }: CarryGiven): string {
  const lines = [
    ...(link === undefined
      ? []
      : [collectedBytes === 0 ? 'the car has nothing to carry' : `collected: ${collectedBytes} bytes`]),
    ...(kept === null ? [] : [`kept: ${kept}`]),
    ...brought.map(({ car, records, outcome }) => `brought: ${records} records of ${car}, ${outcome}`),
  ];
  if (gateway !== undefined && brought.length === 0) lines.push('nothing was kept to be brought');
  return lines.join('\n');
}
