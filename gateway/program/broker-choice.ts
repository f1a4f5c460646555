import type { Home } from './home.ts';
import type { BrokerChoice, EmbeddedBrokerChoice, Files, OutsideBrokerChoice } from './ports.ts';
import { besideFile, readPem, readTlsFiles } from './tls-files.ts';

/** What `serve` is told of the broker, instead of what is configured. */
export interface BrokerGiven {
  /** Of the embedded broker. */
  readonly port?: number;
  /** URL of an outside broker. */
  readonly broker?: string;
  readonly conformance?: true;
}

/**
 * Which broker to serve with: an outside one where there is any, unless a test suite asks for the embedded one.
 * @throws {Fault} `file-unusable`, `secret-exposed`
 */
export function brokerChoice(files: Files, home: Home, given: BrokerGiven): Promise<BrokerChoice> {
  const { outsideBroker } = home.file;
  const url = given.broker ?? outsideBroker?.url;
  if (url === undefined || given.conformance === true) return embedded(files, home, given);
  return outside(files, home, url);
}

async function embedded(
  files: Files,
  { file, files: { configuration } }: Home,
  { port, conformance }: BrokerGiven,
): Promise<EmbeddedBrokerChoice> {
  const { tls, ...listen } = file.listen;
  return {
    kind: 'embedded',
    host: listen.host,
    port: port ?? listen.port,
    ...(tls && { tls: await readTlsFiles(files, configuration, tls) }),
    ...(conformance && { conformance }),
  };
}

const usualUsername = 'ritmeter-gateway';

async function outside(files: Files, home: Home, url: string): Promise<OutsideBrokerChoice> {
  const { username = usualUsername, ca } = home.file.outsideBroker ?? {};
  const { configuration, brokerPassword } = home.files;
  return {
    kind: 'outside',
    url,
    username,
    password: (await files.readSecret(brokerPassword)).trim(),
    ...(ca !== undefined && { ca: await readPem(files, besideFile(configuration, ca)) }),
  };
}
