import { bytes } from '../fields.ts';

/** Every body begins with 16 random bytes, so that its digest alone tells nothing (D2). */
export const salt = bytes(16);
