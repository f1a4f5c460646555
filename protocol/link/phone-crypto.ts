/** Both directions of an encrypted dialogue, as the phone has them (clause 6.5). */
export interface PhoneChannel {
  /** AES-256-GCM under the phone's key; each counter at most once. */
  seal(counter: number, plain: Uint8Array): Promise<Uint8Array>;
  /** Under the car's key; null where the tag does not fit. */
  open(counter: number, sealed: Uint8Array): Promise<Uint8Array | null>;
}

/** A fresh P-256 key for one hello. */
export interface PhoneAgreement {
  /** x ‖ y. */
  readonly publicKey: Uint8Array;
  /** Null where the car's key is no point of the curve. */
  channelWith(carKey: Uint8Array, binding: Uint8Array): Promise<PhoneChannel | null>;
}

/** What a phone computes with: WebCrypto in a browser (`adapters/web-crypto.ts`), anything else elsewhere. */
export interface PhoneCrypto {
  /** SHA-256. */
  digest(bytes: Uint8Array): Promise<Uint8Array>;
  /** Ed25519; `key` is a car's public key of 32 bytes. */
  verifyCar(key: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean>;
  agree(): Promise<PhoneAgreement>;
  /** Signs with the key of the token's `cnf`: Ed25519, or P-256 as r ‖ s. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
