import { expect, test } from 'vitest';
import { html } from '../../../gateway/page/html.ts';

test('what people wrote is text, never markup', () => {
  const name = `<script>alert("it's")</script> & more`;
  expect(html`<p title="${name}">${name}</p>`.text).not.toMatch(/<script|"it's"/);
  expect(html`<p>${'a & b'}</p>`.text).toBe('<p>a &amp; b</p>');
});

test('HTML inside HTML stays as it is, alone or many', () => {
  const items = ['a', '<'].map((item) => html`<li>${item}</li>`);
  expect(html`<ul>${items}</ul>${html`<hr>`}`.text).toBe('<ul><li>a</li><li>&lt;</li></ul><hr>');
});
