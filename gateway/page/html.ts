/** HTML that is safe to put into a page: what people wrote is escaped. */
export interface Html {
  readonly text: string;
}

type Part = Html | readonly Html[] | string | number;

/** A template whose parts are escaped, unless they are HTML themselves. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  text: strings.map((fixed, index) => fixed + partText(parts[index] ?? '')).join(''),
});

export const nothing: Html = { text: '' };

function partText(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'text' in part ? part.text : part.map(({ text }) => text).join('');
}

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
