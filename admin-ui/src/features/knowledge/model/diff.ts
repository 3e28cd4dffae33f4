/** What changed between two texts: by lines, and by words inside lines that were rewritten. Pure. */
export interface Part {
  kind: 'same' | 'gone' | 'new';
  text: string;
}
/** `skipped` lines are the same on both sides and not worth showing. */
export type Row = { kind: 'line'; parts: Part[] } | { kind: 'skipped'; lines: number };

const CONTEXT = 1;
/** A table of so many cells is the most that is compared; longer texts are shown as a whole. */
const MOST_CELLS = 4_000_000;

export function diffTexts(before: string, after: string): Row[] {
  const lines = compare(before === '' ? [] : before.split('\n'), after === '' ? [] : after.split('\n'));
  const rows: Row[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (line?.kind !== 'gone') {
      if (line) rows.push({ kind: 'line', parts: [line] });
      continue;
    }
    const gone = run(lines, at, 'gone');
    const added = run(lines, at + gone.length, 'new');
    at += gone.length + added.length - 1;
    for (let index = 0; index < Math.max(gone.length, added.length); index++) {
      const old = gone[index]?.text;
      const now = added[index]?.text;
      if (old !== undefined && now !== undefined) rows.push({ kind: 'line', parts: words(old, now) });
      else if (old !== undefined) rows.push({ kind: 'line', parts: [{ kind: 'gone', text: old }] });
      else if (now !== undefined) rows.push({ kind: 'line', parts: [{ kind: 'new', text: now }] });
    }
  }
  return folded(rows);
}

const run = (parts: readonly Part[], from: number, kind: Part['kind']): Part[] => {
  const end = parts.findIndex((part, index) => index >= from && part.kind !== kind);
  return parts.slice(from, end < 0 ? undefined : end);
};

function words(before: string, after: string): Part[] {
  const split = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? [];
  const joined: Part[] = [];
  for (const part of compare(split(before), split(after))) {
    const last = joined.at(-1);
    if (last?.kind === part.kind) last.text += part.text;
    else joined.push({ ...part });
  }
  return joined;
}

/** Longest common subsequence, old pieces before new ones. */
function compare(before: string[], after: string[]): Part[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const same = (text: string): Part => ({ kind: 'same', text });
  const a = before.slice(start, before.length - end);
  const b = after.slice(start, after.length - end);
  const middle: Part[] =
    a.length * b.length > MOST_CELLS
      ? [...a.map((text): Part => ({ kind: 'gone', text })), ...b.map((text): Part => ({ kind: 'new', text }))]
      : subsequence(a, b);
  return [...before.slice(0, start).map(same), ...middle, ...before.slice(before.length - end).map(same)];
}

function subsequence(a: string[], b: string[]): Part[] {
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const parts: Part[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const old = a[i];
    const now = b[j];
    if (old !== undefined && old === now) {
      parts.push({ kind: 'same', text: old });
      i++;
      j++;
    } else if (old !== undefined && (now === undefined || at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ kind: 'gone', text: old });
      i++;
    } else {
      parts.push({ kind: 'new', text: now ?? '' });
      j++;
    }
  }
  return parts;
}

/** Long stretches without a change become one line that says how long. */
function folded(rows: Row[]): Row[] {
  const same = rows.map(row => row.kind === 'line' && row.parts.every(part => part.kind === 'same'));
  const near = (index: number): boolean => {
    for (let other = index - CONTEXT; other <= index + CONTEXT; other++) if (same[other] === false) return true;
    return false;
  };
  const result: Row[] = [];
  for (const [index, row] of rows.entries()) {
    if (!same[index] || near(index)) result.push(row);
    else {
      const last = result.at(-1);
      if (last?.kind === 'skipped') last.lines++;
      else result.push({ kind: 'skipped', lines: 1 });
    }
  }
  return result;
}
