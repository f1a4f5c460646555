import type { Home } from './home.ts';
import type { Files, HttpChoice } from './ports.ts';
import { readTlsFiles } from './tls-files.ts';

/**
 * Where to listen for phones, `port` instead of the configured one; null where they are not served.
 * @throws {Fault} of `readTlsFiles`
 */
export async function httpChoice(
  files: Files,
  home: Home,
  port: number | undefined,
): Promise<HttpChoice | null> {
  const { enabled, host, tls, port: configured } = home.file.http;
  if (!enabled) return null;
  return {
    host,
    port: port ?? configured,
    tls: tls && (await readTlsFiles(files, home.files.configuration, tls)),
  };
}
