import { type Html, html } from './html.ts';
import type { Language } from './languages.ts';
import { style } from './style.ts';

/** One self-contained page: nothing is loaded, nothing runs. */
export function page(language: Language, title: string, content: Html): string {
  const styles = { text: `<style>${style}</style>` };
  const safe = "default-src 'none'; style-src 'unsafe-inline'";
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${safe}">
<title>${title}</title>
${styles}
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.text;
}
