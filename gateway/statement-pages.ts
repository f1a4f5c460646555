import type { Language } from './page/languages.ts';
import { statementPage as pageOf } from './page/statement-page.ts';
import type { KeptVersion } from './statement-versions.ts';

export { invoicePage } from './page/invoice-page.ts';

/** The page of a kept version. */
export const statementPage = ({ statement, version, invoice }: KeptVersion, language: Language): string =>
  pageOf({ statement, version, invoice }, language);
