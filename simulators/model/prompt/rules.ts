/** The little languages of the `rules` and `guardrails` sections. */

export interface ChecklistField {
  key: string;
  question: string;
  required: boolean;
  late: boolean;
  never: boolean;
  choices: string[];
}

export interface CtaRule {
  name: string;
  allowed: boolean;
  why: string | null;
  url: string | null;
}

export interface MustSay {
  text: string;
  /** Free text after `when`; null when it always applies. */
  when: string | null;
}

const QUOTED = /"((?:[^"\\]|\\.)*)"/g;

function unquoted(text: string): string {
  return text.replace(/\\(.)/g, (_all, char: string) => (char === 'n' ? '\n' : char));
}

export function quotedStrings(line: string): string[] {
  return [...line.matchAll(QUOTED)].map(match => unquoted(match[1] ?? '')).filter(text => text !== '');
}

/** `key (required) "question?"; key2 (ask_late, choices: A|B) "…"` */
export function parseChecklist(line: string): ChecklistField[] {
  const fields: ChecklistField[] = [];
  for (const match of line.matchAll(/([A-Za-z][\w.-]*)\s*(?:\(([^)]*)\))?\s*(?:"((?:[^"\\]|\\.)*)")?\s*(?:;|$)/g)) {
    const flags = match[2] ?? '';
    const choices = /choices?\s*:?\s*([^;)]*\|[^;)]*)/i.exec(flags)?.[1] ?? /([^,;]*\|[^,;]*)/.exec(flags)?.[1] ?? '';
    fields.push({
      key: match[1] ?? '',
      question: unquoted(match[3] ?? ''),
      required: /\brequired\b/.test(flags),
      late: /\bask_late\b|\blate\b/.test(flags),
      never: /\bnever\b/.test(flags),
      choices: choices
        .split('|')
        .map(choice => choice.trim())
        .filter(choice => choice !== ''),
    });
  }
  return fields;
}

/** `BOOK_CALL [not now: declined] then VISIT_WEBSITE` */
export function parseCtas(line: string): CtaRule[] {
  const rules: CtaRule[] = [];
  for (const match of line.matchAll(
    /\b([A-Z]{3,}(?:_[A-Z]+)*)\b((?:(?!\bthen\b|[A-Z]{3,}).)*?(?:\[[^\]]*\])?(?:(?!\bthen\b|\b[A-Z]{3,}).)*)/g,
  )) {
    const rest = match[2] ?? '';
    const why = /\[not now:?\s*([^\]]*)\]/i.exec(rest)?.[1] ?? null;
    rules.push({
      name: match[1] ?? '',
      allowed: why === null,
      why,
      url: /https?:\/\/[^\s,;)\]]+/.exec(rest)?.[0] ?? null,
    });
  }
  return rules;
}

/** `too_expensive -> "We offer …"; no_time -> "…"` */
export function parseObjections(line: string): { key: string; answer: string }[] {
  return [...line.matchAll(/([\p{L}\p{N}_' -]+?)\s*->\s*"((?:[^"\\]|\\.)*)"/gu)].map(match => ({
    key: (match[1] ?? '').trim(),
    answer: unquoted(match[2] ?? ''),
  }));
}

/** Lines `must say: "…" when …`, several to a line when separated by `; "`. */
export function parseMustSay(lines: readonly string[]): MustSay[] {
  const found: MustSay[] = [];
  for (const line of lines) {
    const body = /^must say:\s*(.*)$/i.exec(line)?.[1];
    if (body === undefined) continue;
    for (const part of body.split(/;\s*(?=")/)) {
      const match = /^"((?:[^"\\]|\\.)*)"\s*(.*)$/.exec(part.trim());
      if (!match) continue;
      const when = (match[2] ?? '')
        .replace(/^\(|\)$/g, '')
        .replace(/^(when|if|on)\s+/i, '')
        .trim();
      found.push({ text: unquoted(match[1] ?? ''), when: when === '' || /^always\b/i.test(when) ? null : when });
    }
  }
  return found;
}
