/** COSE algorithms of signatures (RFC 9864): Ed25519 and ECDSA with P-256 and SHA-256. */
export const signatureAlgorithms = { Ed25519: -19, ESP256: -9 } as const;
export type SignatureAlgorithm = keyof typeof signatureAlgorithms;

/** Their deprecated polymorphic forms (RFC 9053), taken only from key ids that are pinned to them. */
export const deprecatedAlgorithms = { EdDSA: -8, ES256: -7 } as const;
export type PinnedAlgorithm = SignatureAlgorithm | keyof typeof deprecatedAlgorithms;

/** HMAC with SHA-256, 32 bytes (RFC 9053). */
export const hmacSha256 = 5;

const byNumber = new Map<number, PinnedAlgorithm>([
  [signatureAlgorithms.Ed25519, 'Ed25519'],
  [signatureAlgorithms.ESP256, 'ESP256'],
  [deprecatedAlgorithms.EdDSA, 'EdDSA'],
  [deprecatedAlgorithms.ES256, 'ES256'],
]);

export const algorithmOf = (number: number): PinnedAlgorithm | null => byNumber.get(number) ?? null;
