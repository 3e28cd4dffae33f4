/**
 * Reads `faq.txt`: pairs of `Q:` and `A:` lines (or `Question:`, `Answer:`, in any case), or a line that ends with a
 * question mark and the lines below it up to a blank one (A-ONB-6). What is wrong is said by line.
 */
export interface FaqEntry {
  question: string;
  answer: string;
  /** Line of the question, from 1. */
  line: number;
}

export interface FaqText {
  entries: FaqEntry[];
  errors: { line: number; message: string }[];
}

export const MAX_QUESTION = 300;
export const MAX_ANSWER = 4_000;
const MAX_ENTRIES = 2_000;

/** No two runs of blanks beside each other: a long one would be divided between them in every way. */
const MARK = /^\s*(?:(q|question)|(a|answer))\s*(?:\d+\s*)?[:.)-]\s*(.*)$/i;

interface Open {
  question: string;
  line: number;
  answer: string[];
  answering: boolean;
}

export function parseFaqText(text: string): FaqText {
  const entries: FaqEntry[] = [];
  const errors: { line: number; message: string }[] = [];
  const seen = new Map<string, number>();
  let open: Open | null = null;

  const close = (): void => {
    if (!open) return;
    const question = open.question.trim();
    const answer = open.answer.join('\n').trim();
    const { line } = open;
    open = null;
    const earlier = seen.get(question.toLowerCase());
    if (question === '') errors.push({ line, message: 'The question is empty.' });
    else if (answer === '')
      errors.push({ line, message: 'This question has no answer: write one below it, after "A:".' });
    else if (question.length > MAX_QUESTION)
      errors.push({
        line,
        message: `The question has ${question.length} characters; at most ${MAX_QUESTION} are read.`,
      });
    else if (answer.length > MAX_ANSWER)
      errors.push({ line, message: `The answer has ${answer.length} characters; split it (at most ${MAX_ANSWER}).` });
    else if (earlier !== undefined)
      errors.push({ line, message: `The same question stands in line ${earlier} already.` });
    else if (entries.length >= MAX_ENTRIES)
      errors.push({ line, message: `A file may hold ${MAX_ENTRIES} questions: put the rest into another one.` });
    else {
      seen.set(question.toLowerCase(), line);
      entries.push({ question, answer, line });
    }
  };

  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|[\n\r\u2028\u2029]/);
  for (const [index, raw] of lines.entries()) {
    const number = index + 1;
    const line = raw.trim();
    const mark = MARK.exec(raw);
    if (mark?.[1] !== undefined) {
      close();
      open = { question: mark[3] ?? '', line: number, answer: [], answering: false };
    } else if (mark?.[2] !== undefined) {
      if (open) {
        open.answering = true;
        open.answer.push(mark[3] ?? '');
      } else errors.push({ line: number, message: 'This answer has no question above it: write one, after "Q:".' });
    } else if (line === '') {
      // A blank line ends an unmarked pair; in a marked one it is a paragraph.
      if (open && !open.answering && open.answer.length > 0) close();
      else if (open?.answering) open.answer.push('');
    } else if (open?.answering) open.answer.push(line);
    else if (open) {
      if (line.endsWith('?') && open.answer.length > 0) {
        close();
        open = { question: line, line: number, answer: [], answering: false };
      } else open.answer.push(line);
    } else if (/[?？؟]$/.test(line)) open = { question: line, line: number, answer: [], answering: false };
    else errors.push({ line: number, message: 'This line belongs to no question: begin a question with "Q:".' });
  }
  close();
  if (entries.length === 0 && errors.length === 0)
    errors.push({ line: 1, message: 'There is no question in this file: write pairs of "Q:" and "A:" lines.' });
  return { entries, errors };
}
