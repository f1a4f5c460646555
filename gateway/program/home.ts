import { dirname, join, resolve } from 'node:path';
import { fromHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { type GatewayFile, parseGatewayFile } from '../config.ts';
import type { StoreSettings } from '../gateway.ts';
import type { ProgramPorts } from './ports.ts';

/** The files of a gateway, all in one folder that its owner alone can enter. */
export interface HomeFiles {
  readonly configuration: string;
  /** Ed25519 seed of the issuer: 64 hexadecimal digits. */
  readonly issuerKey: string;
  /** Ed25519 seed with which the operator signs entries and evidence: 64 hexadecimal digits. */
  readonly billingKey: string;
  readonly observerPassword: string;
  /** Private P-256 scalar, to whose point cars encrypt what phones carry: 64 hexadecimal digits. */
  readonly courierKey: string;
  /** Public half of the fleet's offline key: 64 hexadecimal digits; where there is one. */
  readonly rootKey: string;
  /** Of the gateway's login at an outside broker; made by the operator, where there is one. */
  readonly brokerPassword: string;
  readonly database: string;
  /** Claimed by the one process that serves. */
  readonly lock: string;
  /** What that process says of itself. */
  readonly state: string;
}

export const homeFiles = (folder: string): HomeFiles => ({
  configuration: join(folder, 'gateway.yaml'),
  issuerKey: join(folder, 'issuer.key'),
  billingKey: join(folder, 'billing.key'),
  observerPassword: join(folder, 'observer.password'),
  courierKey: join(folder, 'courier.key'),
  rootKey: join(folder, 'root.pub'),
  brokerPassword: join(folder, 'broker.password'),
  database: join(folder, 'gateway.sqlite'),
  lock: join(folder, 'serve.lock'),
  state: join(folder, 'serve.json'),
});

/** A gateway as it lies on the disk, ready to be opened. */
export interface Home {
  readonly files: HomeFiles;
  readonly file: GatewayFile;
  readonly settings: StoreSettings;
}

/**
 * Reads what `init` made.
 * @throws {Fault} `no-gateway`, `invalid-configuration`, `key-invalid`, and those of `Files` and of price lists.
 */
export async function readHome(
  ports: Pick<ProgramPorts, 'files' | 'priceLists'>,
  folder: string,
): Promise<Home> {
  const files = homeFiles(folder);
  const text = await ports.files.read(files.configuration);
  if (text === null) throw noGateway(folder);
  const file = parseGatewayFile(text, files.configuration);
  const password = (await ports.files.readSecret(files.observerPassword)).trim();
  const { token, commandSeconds, ingest } = file;
  return {
    files,
    file,
    settings: {
      config: { token, commandSeconds, ingest, observer: { name: file.observerName, password } },
      issuerSeed: await readSeed(ports, files.issuerKey),
      billingSeed: await readSeed(ports, files.billingKey),
      ...((await ports.files.read(files.courierKey)) === null
        ? {}
        : { courierScalar: await readSeed(ports, files.courierKey) }),
      priceLists: await ports.priceLists(
        file.priceLists && resolve(dirname(files.configuration), file.priceLists),
      ),
    },
  };
}

const noGateway = (folder: string): Fault =>
  new Fault(
    { code: 'no-gateway', blame: 'operator' },
    `${folder} holds no gateway; make one with: ritmeter-gateway init --data ${folder}`,
  );

async function readSeed({ files }: Pick<ProgramPorts, 'files'>, path: string): Promise<Uint8Array> {
  const text = (await files.readSecret(path)).trim();
  if (/^[0-9a-f]{64}$/.test(text)) return fromHex(text);
  const message = `${path}: no key: not 64 hexadecimal digits`;
  throw new Fault({ code: 'key-invalid', blame: 'operator' }, message);
}
