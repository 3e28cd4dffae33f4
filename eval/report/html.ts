/** The report as one file: no script from elsewhere, light and dark by the reader's setting, every transcript with its checks. */
import type { EvalResult, PersonaResult } from '../results.ts';
import type { Finding, Said } from '../types.ts';
import { STYLE } from './style.ts';

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, mark => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark] ?? mark);
const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`);
const money = (micros: number): string => `$${(micros / 1e6).toFixed(4)}`;
const number = (value: number): string => value.toLocaleString('en-US');

/** One playbook, or two side by side. */
export function htmlReport(results: EvalResult[]): string {
  const [first, second] = results;
  if (!first) throw new Error('a report needs a result');
  const title = `Evaluation · ${first.business}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<header><h1>${escapeHtml(first.business)}</h1><p class="sub">${results.map(one => `<b>${escapeHtml(one.playbook)}</b>`).join(' against ')} · model ${escapeHtml(first.model)} · seed ${first.seed} · commit <code>${escapeHtml(first.commit)}</code> · ${escapeHtml(first.startedAt.slice(0, 16).replace('T', ' '))} · ${escapeHtml(first.stack)}</p>
${first.demoModel ? '<p class="notice">The model here is a simulation that follows fixed rules. These scores prove that the pipeline works: they say nothing about the quality of a real model’s answers.</p>' : ''}
</header>
<main>
${second ? comparison(first, second) : tiles(first)}
${results.map((one, index) => section(one, results.length > 1 ? index + 1 : 0)).join('\n')}
</main>
<script>
for (const button of document.querySelectorAll('[data-show]')) button.addEventListener('click', () => {
  const wrong = button.dataset.show === 'wrong';
  for (const other of document.querySelectorAll('[data-show]')) other.setAttribute('aria-pressed', String(other === button));
  for (const one of document.querySelectorAll('details.persona')) one.hidden = wrong && one.dataset.failed === '0';
});
</script>
</body></html>
`;
}

function tiles({ totals, durationMs }: EvalResult): string {
  const tile = (label: string, value: string, note: string): string =>
    `<div class="tile"><span>${label}</span><b>${value}</b><small>${note}</small></div>`;
  return `<section class="tiles">
${tile('Score', `${totals.score}`, `${number(totals.passed)} of ${number(totals.checks)} checks passed`)}
${tile('Personas clean', `${totals.clean}<i>/${totals.personas}</i>`, totals.notPlayed > 0 ? `${totals.notPlayed} not played` : 'with nothing wrong')}
${tile('First answer', seconds(totals.medianResponseMs), `median; p95 ${seconds(totals.p95ResponseMs)}`)}
${tile('Cost', money(totals.costMicros), `${number(totals.inputTokens + totals.outputTokens)} tokens, ${number(totals.modelCalls)} calls`)}
${tile('Played in', seconds(durationMs), `${number(totals.messages)} messages sent`)}
${totals.judged === null ? '' : tile('Judge', `${totals.judged}<i>/5</i>`, 'mean of four marks')}
</section>`;
}

function comparison(a: EvalResult, b: EvalResult): string {
  const row = (
    label: string,
    of: (result: EvalResult) => number | null,
    show: (value: number) => string,
    more: 1 | -1,
  ): string => {
    const [left, right] = [of(a), of(b)];
    const better = left === null || right === null || left === right ? 0 : Math.sign(right - left) * more;
    const cell = (value: number | null, won: boolean): string =>
      `<td class="num${won ? ' won' : ''}">${value === null ? '–' : show(value)}</td>`;
    return `<tr><th>${label}</th>${cell(left, better < 0)}${cell(right, better > 0)}</tr>`;
  };
  const personas = a.personas.map(one => {
    const other = b.personas.find(candidate => candidate.key === one.key);
    const cell = (result: PersonaResult | undefined): string =>
      result ? `<td class="num">${badge(result)}</td>` : '<td class="num">–</td>';
    const differs = other && (other.failed !== one.failed || other.problem !== one.problem);
    return `<tr${differs ? ' class="differs"' : ''}><th>${escapeHtml(one.title)}</th>${cell(one)}${cell(other)}</tr>`;
  });
  return `<section><h2>Side by side</h2><div class="scroll"><table><thead><tr><th></th><th class="num">${escapeHtml(a.playbook)}</th><th class="num">${escapeHtml(b.playbook)}</th></tr></thead><tbody>
${row('Score of 100', ({ totals }) => totals.score, String, 1)}
${row('Personas clean', ({ totals }) => totals.clean, String, 1)}
${row('First answer, median', ({ totals }) => totals.medianResponseMs, seconds, -1)}
${row('Tokens', ({ totals }) => totals.inputTokens + totals.outputTokens, number, -1)}
${row('Cost', ({ totals }) => totals.costMicros, money, -1)}
${row('Judge, mean of 5', ({ totals }) => totals.judged, String, 1)}
</tbody><tbody>${personas.join('\n')}</tbody></table></div></section>`;
}

function badge({ passed, findings, failed, problem }: PersonaResult): string {
  if (problem !== null) return `<span class="badge off">${failed > 0 ? 'broke off' : 'not played'}</span>`;
  return `<span class="badge ${failed === 0 ? 'good' : 'bad'}">${passed}/${findings.length}</span>`;
}

function section(result: EvalResult, ordinal: number): string {
  return `<section><div class="head"><h2>${ordinal > 0 ? escapeHtml(result.playbook) : 'Conversations'}</h2>
${ordinal <= 1 ? '<div class="switch" role="group" aria-label="Which conversations"><button type="button" data-show="all" aria-pressed="true">All</button><button type="button" data-show="wrong" aria-pressed="false">With something wrong</button></div>' : ''}</div>
${result.personas.map(persona).join('\n')}</section>`;
}

function persona(one: PersonaResult): string {
  const wrong = one.findings.filter(finding => !finding.passed);
  return `<details class="persona" data-failed="${one.problem === null ? one.failed : 1}"><summary>${badge(one)}<span class="title">${escapeHtml(one.title)}</span><span class="about">${escapeHtml(wrong[0] ? `${wrong[0].check}: ${wrong[0].detail}` : (one.problem ?? one.about))}</span></summary>
<div class="body"><div class="talk">${one.said.length > 0 ? bubbles(one) : '<p class="empty">Nothing was said.</p>'}</div>
<aside><p class="about">${escapeHtml(one.about)}</p>${verdict(one)}<ul class="checks">${[...wrong, ...one.findings.filter(finding => finding.passed)].map(check).join('')}</ul>${facts(one)}</aside></div></details>`;
}

function check(finding: Finding): string {
  return `<li class="${finding.passed ? 'pass' : 'fail'}"><b>${escapeHtml(finding.check)}</b><span>${escapeHtml(finding.detail)}</span></li>`;
}

function bubbles(one: PersonaResult): string {
  const begin = one.said[0]?.at ?? 0;
  let day = 0;
  return one.said
    .map((said, index) => {
      const wrong = one.findings.filter(finding => !finding.passed && finding.message === index);
      const now = Math.floor((said.at - begin) / 86_400_000);
      const gap = now > day ? `<div class="gap">${now - day === 1 ? 'a day' : `${now - day} days`} later</div>` : '';
      day = Math.max(day, now);
      return gap + bubble(said, wrong, begin);
    })
    .join('\n');
}

function bubble(said: Said, wrong: Finding[], begin: number): string {
  const kind = said.kind === 'text' || said.kind === 'interactive' ? '' : `<em>${escapeHtml(said.kind)}</em> `;
  const buttons =
    said.buttons.length > 0
      ? `<div class="buttons">${said.buttons.map(title => `<span>${escapeHtml(title)}</span>`).join('')}</div>`
      : '';
  const marks = wrong
    .map(
      finding =>
        `<p class="mark">${escapeHtml(finding.check)}: ${escapeHtml(finding.detail.split(': "')[0] ?? '')}</p>`,
    )
    .join('');
  const text = said.text.length > 700 ? `${said.text.slice(0, 700)} …` : said.text;
  return `<div class="said ${said.from}${wrong.length > 0 ? ' wrong' : ''}"><div class="bubble" dir="auto">${kind}${escapeHtml(text).replace(/\n/g, '<br>')}${buttons}<time>${clock(said.at - begin)}</time></div>${marks}</div>`;
}

function clock(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  if (total < 60) return `+${total} s`;
  if (total < 3_600) return `+${Math.floor(total / 60)} min`;
  return `+${(total / 3_600).toFixed(1)} h`;
}

function facts({ facts: known }: PersonaResult): string {
  if (!known) return '';
  const slots = Object.entries(known.slots).map(
    ([key, slot]) =>
      `<dt>${escapeHtml(key)}</dt><dd>${escapeHtml(slot.value)} <small>${slot.confidence.toFixed(2)}</small></dd>`,
  );
  const rows = [
    `<dt>owner</dt><dd>${escapeHtml(known.owner)}</dd>`,
    `<dt>stage</dt><dd>${escapeHtml(known.stage)}</dd>`,
    `<dt>lead</dt><dd>${escapeHtml(known.leadStatus)}</dd>`,
    known.escalation
      ? `<dt>person called</dt><dd>${escapeHtml(known.escalation.reasons.join(', '))} (${escapeHtml(known.escalation.priority)})</dd>`
      : '',
    ...slots,
    `<dt>model</dt><dd>${known.modelCalls} calls, ${number(known.inputTokens + known.outputTokens)} tokens, ${money(known.costMicros)}</dd>`,
  ];
  return `<h3>The record</h3><dl>${rows.join('')}</dl>`;
}

function verdict({ verdict: given }: PersonaResult): string {
  if (!given) return '';
  return `<p class="verdict">helpful ${given.helpful} · correct ${given.correct} · tone ${given.tone} · sells ${given.sells}<br>${escapeHtml(given.comment)}</p>`;
}
