import { X509Certificate } from 'node:crypto';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Home } from './home.ts';
import type { Files, ProgramPorts } from './ports.ts';
import { brokerUrl, parseRunningState } from './running-state.ts';
import { besideFile, readPem } from './tls-files.ts';

/** What the operator says of the broker that a car is to use; files in PEM. */
export interface CarBrokerGiven {
  /** Instead of the gateway's own address, or that of the outside broker. */
  readonly broker?: string;
  /** Authorities to believe, instead of those that the gateway knows of. */
  readonly ca?: string;
  /** Shown to a broker that asks for it; with its key. */
  readonly certificate?: string;
  readonly key?: string;
}

/** What a car's file says of its broker; all but the URL in PEM. */
export interface CarBroker {
  readonly url: string;
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
}

/**
 * Where a car finds the broker, and whom it is to believe there.
 * @throws {Fault} `broker-unknown`, `tls-unused`, `certificate-unusable`, `file-unusable`, `secret-exposed`
 */
export async function carBroker(ports: ProgramPorts, home: Home, given: CarBrokerGiven): Promise<CarBroker> {
  const { files } = ports;
  const url = given.broker ?? (await brokerOf(ports, home));
  if (!url.startsWith('mqtts:')) return plain(url, given);
  const ca = await authorityOf(files, home, given.ca);
  return {
    url,
    ...(ca === undefined ? {} : { ca }),
    ...(await ownCertificate(files, given)),
  };
}

function plain(url: string, { ca, certificate, key }: CarBrokerGiven): CarBroker {
  if ((ca ?? certificate ?? key) === undefined) return { url };
  const message = `--ca, --certificate and --key are for a broker on TLS, and this one is ${url}`;
  throw new Fault({ code: 'tls-unused', blame: 'operator' }, message);
}

async function ownCertificate(files: Files, { certificate, key }: CarBrokerGiven) {
  if (certificate === undefined && key === undefined) return {};
  if (certificate === undefined || key === undefined)
    throw new Fault(
      { code: 'certificate-unusable', blame: 'operator' },
      '--certificate and --key go together',
    );
  return { certificate: await readPem(files, certificate), key: await files.readSecret(key) };
}

/** Undefined where the system's authorities are to be believed. */
async function authorityOf(
  files: Files,
  { file, files: { configuration } }: Home,
  given: string | undefined,
): Promise<string | undefined> {
  if (given !== undefined) return readPem(files, given);
  const { listen, outsideBroker } = file;
  const configured = outsideBroker === undefined ? listen.tls?.ca : outsideBroker.ca;
  if (configured !== undefined) return readPem(files, besideFile(configuration, configured));
  if (outsideBroker !== undefined || listen.tls === undefined) return undefined;
  return rootIn(await readPem(files, besideFile(configuration, listen.tls.certificate)));
}

/** The certificate that nobody else vouches for, where a chain ends in one. @throws {Fault} `certificate-unusable` */
function rootIn(chain: string): string | undefined {
  const last = chain.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g)?.at(-1);
  if (last === undefined) return undefined;
  try {
    const certificate = new X509Certificate(last);
    return certificate.checkIssued(certificate) ? `${last}\n` : undefined;
  } catch (cause) {
    const message = `the certificate of listen.tls: ${messageOf(cause)}`;
    throw new Fault({ code: 'certificate-unusable', blame: 'operator' }, message, { cause });
  }
}

/** Where a gateway serves now, or else would. */
async function brokerOf({ files }: ProgramPorts, home: Home): Promise<string> {
  const said = files.isLocked(home.files.lock) ? await files.read(home.files.state) : null;
  const running = said === null ? null : parseRunningState(said);
  const url = running?.broker ?? configuredBroker(home);
  if (isEveryAddress(url)) throw brokerUnknown(home, 'has it listen on every address');
  return url;
}

function configuredBroker(home: Home): string {
  const { listen, outsideBroker } = home.file;
  if (outsideBroker !== undefined) return outsideBroker.url;
  if (listen.port === 0) throw brokerUnknown(home, 'leaves the port open');
  return brokerUrl(listen, { isTls: listen.tls !== undefined });
}

/** Good to listen on, and for nobody to connect to. */
const isEveryAddress = (url: string): boolean => /^mqtts?:\/\/(0\.0\.0\.0|\[::\]):/.test(url);

const brokerUnknown = ({ files }: Home, why: string): Fault =>
  new Fault(
    { code: 'broker-unknown', blame: 'operator' },
    `--broker: ${files.configuration} ${why}, so say where the car finds the broker`,
  );
