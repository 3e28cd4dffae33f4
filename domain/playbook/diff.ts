/** What changed between two versions of a playbook (A-VER-1). Pure. */
export interface Change {
  /** `tone.maxWords`, `faqs[3].answer`. */
  path: string;
  before: unknown;
  after: unknown;
}

const MAX_CHANGES = 500;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Leaves that differ, in the order of the first; one that is only in the second comes last. Absent is `undefined`. */
export function diffConfigs(before: unknown, after: unknown): Change[] {
  const changes: Change[] = [];
  const walk = (path: string, a: unknown, b: unknown): void => {
    if (changes.length >= MAX_CHANGES || Object.is(a, b)) return;
    if (isRecord(a) && isRecord(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        const mine = Object.hasOwn(a, key) ? a[key] : undefined;
        const theirs = Object.hasOwn(b, key) ? b[key] : undefined;
        walk(path === '' ? key : `${path}.${key}`, mine, theirs);
      }
    } else if (Array.isArray(a) && Array.isArray(b)) {
      for (let index = 0; index < Math.max(a.length, b.length); index++) walk(`${path}[${index}]`, a[index], b[index]);
    } else if (JSON.stringify(a) !== JSON.stringify(b)) changes.push({ path, before: a, after: b });
  };
  walk('', before, after);
  return changes;
}
