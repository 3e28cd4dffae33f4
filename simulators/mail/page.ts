/** The mails as a page: newest first, links that can be followed. No script: it loads itself anew. */
import type { KeptMail } from './server.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const linked = (text: string): string =>
  escapeHtml(text).replaceAll(
    /https?:\/\/[^\s<&]+/g,
    link => `<a href="${link}" target="_blank" rel="noopener noreferrer">${link}</a>`,
  );

const STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#17181c,#ececef);--ink2:light-dark(#4b4d55,#b3b5bd);--line:light-dark(#e2e2e7,#292a30);--bg:light-dark(#f5f5f7,#0e0f11);--card:light-dark(#fff,#141518);--link:light-dark(#23418f,#a9bcff)}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:44rem;margin:0 auto;padding:24px 16px}
h1{font-size:20px;margin:0 0 4px}p{margin:0 0 12px}.about{color:var(--ink2);margin-bottom:24px}
article{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px;margin-bottom:12px;overflow-wrap:anywhere}
h2{font-size:15px;margin:0 0 4px}.meta{color:var(--ink2);font-size:13px;margin-bottom:12px}
pre{white-space:pre-wrap;font:inherit;margin:0}a{color:var(--link)}`;

export function page(mails: readonly KeptMail[]): string {
  const items = mails.map(
    mail =>
      `<article><h2>${escapeHtml(mail.subject)}</h2><p class="meta">to ${escapeHtml(mail.recipients.join(', '))} · ${escapeHtml(mail.at)}</p><pre>${linked(mail.text)}</pre></article>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5"><title>Mail (simulated)</title><style>${STYLE}</style></head><body><main><h1>Mail</h1><p class="about">Simulated: every mail that Parley sends arrives here, and nowhere else. Newest first.</p>${items.join('') || '<p>No mail yet. Sign up, invite somebody, or ask for a new password.</p>'}</main></body></html>`;
}
