/**
 * Prompt assembly: one pure function from what is known to sections with token counts, under the budget of A-MEM-1.
 * Truncation order: recent (oldest first) → retrieved → knowledge; never summary, slots, or the batch being answered.
 * Customer text, documents and pages are data: JSON-quoted, and said to be data in the fixed instructions.
 */
export interface PromptSection {
  name: string;
  text: string;
  tokens: number;
  /** Share of the budget; null for sections that are never cut here. */
  budget: number | null;
}

export interface PromptInput {
  /** Fixed lines, in order: business, rules, tone, guardrails … never cut. */
  stable: { name: string; lines: string[] }[];
  /** Best first. */
  knowledge: string[];
  summary: string | null;
  slots: string[];
  /** Retrieved older messages, best first. */
  memory: string[];
  /** Oldest first. */
  recent: string[];
  /**
   * The messages being answered: none is ever dropped. Given as a function, their words are cut evenly when even the
   * fixed parts and the batch are too much for the ceiling.
   */
  batch: string[] | ((maxCharacters: number) => string[]);
  timing: string[];
  tail: { name: string; lines: string[] }[];
}

export type CountTokens = (text: string) => number;

/** 8 tokens for each of the three headings of what is cut. */
const HEADING_TOKENS = 24;
/** A message of the batch is shown with at most so many characters; fewer when room is short. */
const BATCH_CHARACTERS = [2000, 1200, 700, 400, 240, 140, 80, 40, 20];

/** A-MEM-1: a hard ceiling, whatever a playbook says. */
export const PROMPT_CEILING = 4000;

/** A-MEM-1, settled shares of a total of 4,000; below that recent, retrieved and knowledge shrink in proportion. */
const SHARES = { recent: 1300, memory: 700, knowledge: 700 } as const;
const FULL_BUDGET = 4000;

/** A line stays one line and never looks like a heading, whoever wrote the words in it: nothing can open a section. */
const oneLine = (line: string): string =>
  line.replace(/\s*[\n\v\f\r\u0085\u2028\u2029]+\s*/g, ' ').replace(/^[\s#]+/, '');

const section = (name: string, lines: string[], count: CountTokens, budget: number | null = null): PromptSection => {
  const text = lines.map(oneLine).join('\n');
  return { name, text, tokens: text === '' ? 0 : count(`### ${name}\n${text}\n`), budget };
};

/** The batch with as many characters of each message as fit; every message keeps its line. */
function fittingBatch(batch: PromptInput['batch'], room: number, count: CountTokens): PromptSection {
  if (Array.isArray(batch)) return section('batch', batch, count);
  let found = section('batch', [], count);
  for (const characters of BATCH_CHARACTERS) {
    found = section('batch', batch(characters), count);
    if (found.tokens <= room) break;
  }
  return found;
}

/** Keeps as many lines as fit from the front (`head`) or from the end (`tail`). */
function keepFitting(lines: string[], budget: number, keep: 'head' | 'tail', count: CountTokens): string[] {
  const ordered = lines.map(oneLine);
  if (keep === 'tail') ordered.reverse();
  const kept: string[] = [];
  let used = 0;
  for (const line of ordered) {
    const cost = count(`${line}\n`);
    if (used + cost > budget) break;
    kept.push(line);
    used += cost;
  }
  return keep === 'head' ? kept : kept.reverse();
}

/**
 * @param totalTokens ceiling of system + user prompt together; `systemTokens` is what the fixed instructions take.
 * @returns the sections in reading order, empty ones left out, together within the ceiling unless the parts that may
 *   never be cut exceed it by themselves (the caller's playbook save refuses such a configuration).
 */
export function assemblePrompt(
  input: PromptInput,
  totalTokens: number,
  systemTokens: number,
  count: CountTokens,
): PromptSection[] {
  const fixed = [
    ...input.stable.map(part => section(part.name, part.lines, count)),
    section('summary', input.summary ? [input.summary] : [], count),
    section('slots', input.slots, count),
    section('timing', input.timing, count),
    ...input.tail.map(part => section(part.name, part.lines, count)),
  ];
  const withoutBatch = systemTokens + fixed.reduce((sum, part) => sum + part.tokens, 0);
  const batch = fittingBatch(input.batch, totalTokens - withoutBatch - HEADING_TOKENS, count);
  fixed.push(batch);
  const fixedTokens = withoutBatch + batch.tokens;
  const room = Math.max(0, totalTokens - fixedTokens - HEADING_TOKENS);
  const scale = Math.min(1, totalTokens / FULL_BUDGET);
  const share = {
    knowledge: Math.floor(SHARES.knowledge * scale),
    memory: Math.floor(SHARES.memory * scale),
    recent: Math.floor(SHARES.recent * scale),
  };
  // Cut in the order recent → retrieved → knowledge: knowledge takes its share of the room first, recent what is left.
  const knowledgeBudget = Math.min(share.knowledge, room);
  const knowledge = keepFitting(input.knowledge, knowledgeBudget, 'head', count);
  const afterKnowledge = room - knowledge.reduce((sum, line) => sum + count(`${line}\n`), 0);
  const memoryBudget = Math.min(share.memory, Math.max(0, afterKnowledge));
  const memory = keepFitting(input.memory, memoryBudget, 'head', count);
  const afterMemory = afterKnowledge - memory.reduce((sum, line) => sum + count(`${line}\n`), 0);
  const recentBudget = Math.min(share.recent, Math.max(0, afterMemory));
  const recent = keepFitting(input.recent, recentBudget, 'tail', count);

  const byName = new Map(fixed.map(part => [part.name, part]));
  const take = (name: string): PromptSection[] => {
    const found = byName.get(name);
    byName.delete(name);
    return found ? [found] : [];
  };
  const stable = input.stable.flatMap(part => take(part.name));
  const middle = [
    section('knowledge', knowledge, count, knowledgeBudget),
    ...take('summary'),
    ...take('slots'),
    section('memory', memory, count, memoryBudget),
    section('recent', recent, count, recentBudget),
    ...take('batch'),
    ...take('timing'),
  ];
  return [...stable, ...middle, ...byName.values()].filter(part => part.text !== '');
}

export const renderPrompt = (sections: PromptSection[]): string =>
  sections.map(part => `### ${part.name}\n${part.text}`).join('\n\n');
