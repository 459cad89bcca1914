// Markdown of briefs and statements, made safe: whatever it contains, nothing is executed or loaded.

import DOMPurify from 'dompurify';
import { marked } from 'marked';

const ALLOWED = {
  ALLOWED_TAGS: [
    ...[
      'p',
      'br',
      'hr',
      'h1',
      'h2',
      'h3',
      'h4',
      'ul',
      'ol',
      'li',
      'blockquote',
      'a',
      'strong',
      'em',
    ],
    ...['code', 'pre', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'del'],
  ],
  ALLOWED_ATTR: ['href', 'align'],
};

/** Headings go down one level, because the page has the first one. */
export function renderMarkdown(source: string): string {
  const html = marked.parse(source, { async: false, gfm: true });
  const sunk = html.replace(/<(\/?)h([1-3])>/g, (_, slash, level) => `<${slash}h${+level + 1}>`);
  return DOMPurify.sanitize(sunk, ALLOWED);
}
