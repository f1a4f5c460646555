import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { Fault, messageOf } from '../errors.ts';

/** What one end of a TLS connection has of its own and believes in; all PEM. */
export interface TlsCredentials {
  /** Authorities to believe, in place of those that the system knows. */
  readonly ca?: string;
  /** Its own certificate, with those of authorities in between. */
  readonly certificate?: string;
  /** Belongs to `certificate`. */
  readonly key?: string;
}

/** The same, as Node's TLS and MQTT.js call it. */
interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Checks that the credentials can be used together; whether the other end takes them it alone can say.
 * @throws {Fault} `certificate-unusable`
 */
export function tlsOptions({ ca, certificate, key }: TlsCredentials): TlsOptions {
  if (ca !== undefined) checkCertificates('the CA file', ca);
  if (certificate !== undefined) checkCertificates('the certificate file', certificate);
  const options = {
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw unusable(`key and certificate cannot be used together: ${messageOf(cause)}`, cause);
  }
  return options;
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Node silently believes nobody where a CA is no certificate. */
function checkCertificates(what: string, pem: string): void {
  const certificates = pem.match(pemCertificate) ?? [];
  if (certificates.length === 0) throw unusable(`${what} holds no certificate in PEM`);
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      throw unusable(`${what}, certificate ${index + 1}: ${messageOf(cause)}`, cause);
    }
  }
}

const unusable = (message: string, cause?: unknown): Fault =>
  new Fault({ code: 'certificate-unusable', blame: 'operator' }, message, { cause });
