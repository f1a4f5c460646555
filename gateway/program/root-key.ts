import { fromHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import type { KeyId } from '../../protocol/ids.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import { issuerKeys } from '../fleet-keys.ts';
import type { Home } from './home.ts';
import type { ProgramPorts } from './ports.ts';

/** Public half of the key that signs a fleet's key sets. */
export interface RootKey {
  readonly hex: string;
  readonly key: PublicKey;
  readonly keyId: KeyId;
}

/** Null where the fleet has none. @throws {Fault} `key-invalid`. */
export async function rootKeyOf(
  { files }: Pick<ProgramPorts, 'files'>,
  home: Pick<Home, 'files'>,
): Promise<RootKey | null> {
  const text = await files.read(home.files.rootKey);
  if (text === null) return null;
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    const message = `${home.files.rootKey}: not the 64 hexadecimal digits of an Ed25519 key`;
    throw new Fault({ code: 'key-invalid', blame: 'operator' }, message);
  }
  const key: PublicKey = { kind: 'Ed25519', x: fromHex(hex) };
  return { hex, key, keyId: issuerKeys.idOf(key) };
}
