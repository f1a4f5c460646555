import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate and its key: the files and what is in them, as PEM. */
export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly name: string;
  /** As OpenSSL writes them: `IP:127.0.0.1`, `DNS:broker.example`. */
  readonly alternativeName?: string;
  /** Negative: expired so long ago. */
  readonly days?: number;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A certificate authority in a folder of its own; its certificates are made by OpenSSL. */
export class Authority {
  readonly #folder: string;
  readonly own: Certificate;

  constructor(folder: string, name = 'authority') {
    this.#folder = join(folder, name);
    mkdirSync(this.#folder);
    this.own = this.#make({ name }, 'basicConstraints=critical,CA:true');
  }

  issue(request: CertificateRequest): Certificate {
    return this.#make(request, leaf, this.own);
  }

  /** A certificate by nobody but itself. */
  selfSigned(request: CertificateRequest): Certificate {
    return this.#make(request, leaf);
  }

  #make(
    { name, alternativeName, days = 1 }: CertificateRequest,
    constraints: string,
    by?: Certificate,
  ): Certificate {
    const keyFile = join(this.#folder, `${name}.key`);
    const certificateFile = join(this.#folder, `${name}.pem`);
    const extensions = [
      constraints,
      ...(alternativeName === undefined ? [] : [`subjectAltName=${alternativeName}`]),
    ];
    const asked = extensions.flatMap((extension) => ['-addext', extension]);
    const request = openssl(['req', '-new', ...newKey, '-subj', `/CN=${name}`, '-keyout', keyFile, ...asked]);
    const signer =
      by === undefined ? ['-signkey', keyFile] : ['-CA', by.certificateFile, '-CAkey', by.keyFile];
    const output = ['-copy_extensions', 'copyall', '-days', `${days}`, '-out', certificateFile];
    openssl(['x509', '-req', ...signer, ...output], request);
    const certificate = readFileSync(certificateFile, 'utf8');
    return { certificateFile, keyFile, certificate, key: readFileSync(keyFile, 'utf8') };
  }
}

const leaf = 'basicConstraints=critical,CA:false';

const openssl = (parameters: readonly string[], input = ''): string =>
  execFileSync('openssl', parameters, { input, stdio: 'pipe', encoding: 'utf8' });
