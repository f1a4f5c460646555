/** What the doctor says of one thing; `warn`: it may be so, or wants a look. */
export interface Finding {
  readonly check: string;
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** For a mechanic: what was seen, and what to do. No position, no key. */
  readonly says: string;
}

export const ok = (check: string, says: string): Finding => ({ check, verdict: 'ok', says });
export const warn = (check: string, says: string): Finding => ({ check, verdict: 'warn', says });
export const fail = (check: string, says: string): Finding => ({ check, verdict: 'fail', says });
