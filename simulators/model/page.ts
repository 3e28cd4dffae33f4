import type { Faults } from './faults/modes.ts';
import { MODES } from './faults/modes.ts';
import type { RequestRecord } from './records.ts';

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, char => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);

/** The page at `/`: what this is, what it was asked, and how to make it misbehave. */
export function page(url: string, requests: readonly RequestRecord[], faults: Faults): string {
  const rows = requests
    .slice(-25)
    .reverse()
    .map(
      one =>
        `<tr><td>${one.number}</td><td>${escapeHtml(one.role)}</td><td>${one.status}</td><td>${escapeHtml(one.fault ?? '')}</td><td>${one.durationMs}</td><td><code>${escapeHtml((one.answer ?? '').slice(0, 160))}</code></td></tr>`,
    )
    .join('');
  const active = faults
    .active()
    .map(
      fault =>
        `<li><b>${escapeHtml(fault.mode)}</b> ${escapeHtml(fault.role ?? 'any request')}, applied ${fault.applied}${fault.times ? ` of ${fault.times}` : ''}</li>`,
    )
    .join('');
  const modes = Object.entries(MODES)
    .map(([mode, what]) => `<tr><td><code>${mode}</code></td><td>${escapeHtml(what)}</td></tr>`)
    .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Model simulator (demo)</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884;vertical-align:top}code{font-size:.85em;overflow-wrap:anywhere}</style></head><body>
<h1>Model simulator (demo)</h1>
<p>An OpenAI-compatible server without a language model: its answers are computed by fixed rules from the request alone. The same request gets the same answer. Base address: <code>${escapeHtml(url)}</code>, model <code>parley-demo</code>.</p>
<h2>Faults in force</h2><ul>${active || '<li>none</li>'}</ul>
<p>Set one: <code>curl -d '{"mode":"rate_limit","times":2}' ${escapeHtml(url.replace(/\/v1$/, ''))}/_sim/mode</code>; end all: <code>{"mode":"normal"}</code>.</p>
<h2>Last requests</h2><table><thead><tr><th>No.</th><th>For</th><th>Status</th><th>Fault</th><th>ms</th><th>Answer</th></tr></thead><tbody>${rows || '<tr><td colspan="6">none yet</td></tr>'}</tbody></table>
<h2>Ways to misbehave</h2><table><tbody>${modes}</tbody></table></body></html>`;
}
