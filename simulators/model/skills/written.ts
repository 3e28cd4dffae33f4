import { bookOf, type Phrasebook } from '../phrases/phrasebook.ts';
import type { PlanLine, Prompt } from '../prompt/prompt.ts';
import { countWords, hasEmoji, normalize, sentences } from '../prompt/text.ts';
import { lastOurs } from '../understanding/asked.ts';
import { linkFor } from '../understanding/ctas.ts';
import { type Understanding, understand } from '../understanding/understand.ts';
import { disclaimersFor, fitPieces } from './compose.ts';
import { answerPieces, askPiece, ctaPiece, followUpPieces, leadPieces, type Piece } from './pieces.ts';
import { plan as makePlan } from './plan.ts';

export interface WrittenAnswer extends Record<string, unknown> {
  text: string;
  language: string;
  buttons: { id: string; title: string }[];
  sources: string[];
}

/** The prompt's plan, or one made here when the request has none (simple mode). */
export function planOf(prompt: Prompt): PlanLine {
  if (prompt.plan) return prompt.plan;
  const made = makePlan(prompt);
  return { goal: made.goal, reason: made.reasonCode, cta: made.cta, ask: made.askSlot };
}

/** The language to write in: the batch's where a phrase book for it is there, else the tone's, else English. */
export function bookFor(prompt: Prompt, u: Understanding): Phrasebook {
  const tone = prompt.tone.get('language')?.split(/[\s,]/)[0] ?? 'en';
  const demanded =
    /language[^a-z]*(?:must be|should be|use|write in|expected|allowed:?)\s+"?([a-z]{2}(?:-[a-z]{2})?)\b/i.exec(
      prompt.problems.join(' '),
    )?.[1];
  const allowed = prompt.tone.get('languages')?.split(/[\s,|]+/);
  const own = allowed && !allowed.includes(u.language.code) ? null : bookOf(u.language.code);
  const followUp = prompt.trigger.startsWith('follow_up') && u.text === '' && !u.language.certain;
  return (
    (demanded ? bookOf(demanded) : null) ??
    (followUp && u.language.confidence < 0.55 ? bookOf(tone) : own) ??
    bookOf(tone) ??
    (bookOf('en') as Phrasebook)
  );
}

function clean(text: string, prompt: Prompt): string {
  let out = text.replace(/\s+/g, ' ').trim();
  for (const phrase of prompt.neverSay) {
    if (!normalize(out).includes(normalize(phrase))) continue;
    const kept = sentences(out).filter(part => !normalize(part).includes(normalize(phrase)));
    out = kept.join(' ');
  }
  return /never/i.test(prompt.tone.get('emoji') ?? 'never') && hasEmoji(out)
    ? out
        .replace(/\p{Extended_Pictographic}\uFE0F?/gu, '')
        .replace(/\s+/g, ' ')
        .trim()
    : out;
}

function buttonsFor(
  prompt: Prompt,
  used: readonly Piece[],
  plan: PlanLine,
  book: Phrasebook,
): WrittenAnswer['buttons'] {
  const title = (text: string, most = 20) => [...text].slice(0, most).join('');
  if (used.some(piece => piece.role === 'ask')) {
    const choices = prompt.checklist.find(field => field.key === plan.ask)?.choices ?? [];
    const most = choices.length > 3 ? 24 : 20;
    return choices.length >= 2 && choices.length <= 10
      ? choices.map((choice, index) => ({ id: `${plan.ask}:${index + 1}`, title: title(choice, most) }))
      : [];
  }
  const offers = used.some(piece => piece.role === 'cta') && plan.cta !== null && linkFor(plan.cta, prompt) === null;
  const label = plan.cta === null ? undefined : book.cta[plan.cta]?.button;
  return offers && label ? [{ id: `cta:${plan.cta}`, title: title(label) }] : [];
}

function piecesFor(prompt: Prompt, u: Understanding, book: Phrasebook, plan: PlanLine): Piece[] {
  const ask = askPiece(prompt, book, plan);
  const cta = ctaPiece(prompt, book, plan);
  const next = plan.reason === 'CTA_PUSH' ? [cta, ask] : [ask, cta];
  const tail = next.filter(piece => piece !== null);
  if (prompt.trigger.startsWith('follow_up')) return [...followUpPieces(prompt, book, plan), ...tail];
  if (plan.reason === 'NEEDS_HUMAN' || plan.reason === 'EXIT_GRACEFUL') return leadPieces(prompt, u, book, plan);
  if (u.unreadable || u.hasQuestions) return leadPieces(prompt, u, book, plan);
  const answers = answerPieces(prompt, u, book);
  const body = [...leadPieces(prompt, u, book, plan), ...answers];
  const link = plan.cta === null ? null : linkFor(plan.cta, prompt);
  const said = link !== null && answers.some(piece => piece.variants.some(text => text.includes(link)));
  if (said && cta !== null) tail.splice(tail.indexOf(cta), 1);
  if (body.length === 0 && tail.length === 0)
    return [
      {
        role: 'lead',
        variants: plan.reason === 'CONFIRMATION' ? book.confirm : book.alreadyAsked,
        sources: [],
        optional: false,
      },
    ];
  if (plan.reason === 'CONFIRMATION' && answers.length === 0 && u.intent !== 'thanks') {
    if (u.slots.length > 0 && body.length > 0) return [...body.map(piece => ({ ...piece, optional: false })), ...tail];
    return [
      { role: 'lead', variants: plan.ask ? book.ack.slice(0, 1) : book.confirm, sources: [], optional: false },
      ...tail,
    ];
  }
  return [...body, ...tail];
}

/** Words a rewrite is allowed, from problems such as `words: 22 of 15 allowed`. */
function wordLimit(prompt: Prompt): number {
  const allowed = /words?[^\d]*\d+\s*(?:of|\/|>)\s*(\d+)/i.exec(prompt.problems.join('; '))?.[1];
  return Math.min(prompt.maxWords, allowed ? Number(allowed) : prompt.maxWords);
}

/** Writes the next message for the batch, inside the limits of tone and guardrails. */
export function written(prompt: Prompt): WrittenAnswer {
  const u = understand(prompt);
  const plan = planOf(prompt);
  const book = bookFor(prompt, u);
  const noQuestions = /question/i.test(prompt.problems.join(' ')) && prompt.maxQuestions === 0;
  const pieces = piecesFor(prompt, u, book, plan);
  const problemText = prompt.problems.join(' ').toLowerCase();
  const wanted = /cta|call to action/.test(problemText) ? pieces.filter(piece => piece.role !== 'cta') : pieces;
  const fitted = fitPieces(
    wanted.length > 0 ? wanted : pieces,
    wordLimit(prompt),
    noQuestions ? 0 : prompt.maxQuestions,
  );
  let text = clean(fitted.text, prompt);
  let used = fitted.used;
  const repeats = lastOurs(prompt) !== null && normalize(text) === normalize(lastOurs(prompt) ?? '');
  if (text === '' || (repeats && u.questions.length === 0)) {
    text = fitPieces(
      [{ role: 'lead', variants: repeats ? book.alreadyAsked : book.unknown, sources: [], optional: false }],
      wordLimit(prompt),
      prompt.maxQuestions,
    ).text;
    used = [];
  }
  if (
    /frequent/i.test(prompt.tone.get('emoji') ?? '') &&
    !hasEmoji(text) &&
    u.sentiment !== 'ANGRY' &&
    countWords(text) > 0
  )
    text = `${text} 🙂`;
  const disclaimers = disclaimersFor(prompt, text, u.text);
  return {
    text: [text, ...disclaimers].join(' '),
    language: book.code,
    buttons: buttonsFor(prompt, used, plan, book),
    sources: [...new Set(used.flatMap(piece => piece.sources))].slice(0, 10),
  };
}
