/** Places in a configuration: `faqs.3.answer`. Pure. */

export type Path = string;

const parts = (path: Path): string[] => (path === '' ? [] : path.split('.'));

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What stands at the place; undefined when nothing does. */
export const valueAt = (config: unknown, path: Path): unknown =>
  parts(path).reduce<unknown>(
    (value, key) => (isContainer(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    config,
  );

/** A copy with another value there; everything else is shared. */
export function withValue<Config>(config: Config, path: Path, value: unknown): Config {
  const change = (at: unknown, [key, ...rest]: string[]): unknown => {
    if (key === undefined) return value;
    if (Array.isArray(at)) return at.map((entry, index) => (String(index) === key ? change(entry, rest) : entry));
    const record = isContainer(at) ? at : {};
    return { ...record, [key]: change(record[key], rest) };
  };
  return change(config, parts(path)) as Config;
}

export const listAt = (config: unknown, path: Path): unknown[] => {
  const value = valueAt(config, path);
  return Array.isArray(value) ? value : [];
};

/** Moves an entry of a list by one. */
export function moved(list: readonly unknown[], index: number, by: -1 | 1): unknown[] {
  const target = index + by;
  if (target < 0 || target >= list.length) return [...list];
  const copy = [...list];
  [copy[index], copy[target]] = [copy[target], copy[index]];
  return copy;
}

/** `body.config.faqs[3].answer` and `config.faqs.3.answer` of the api are `faqs.3.answer` here. */
export const placeOf = (path: string): Path =>
  path
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .replace(/^body\./, '')
    .replace(/^config(?:\.|$)/, '');

/** Whether a place is another one, or lies in it. */
export const isWithin = (path: Path, root: Path): boolean => path === root || path.startsWith(`${root}.`);

const isRecord = (value: unknown): value is Record<string, unknown> => isContainer(value) && !Array.isArray(value);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * My changes on top of what somebody else saved meanwhile. Lists count as one piece.
 * @returns `conflicts`: places that both changed, differently; mine stand there.
 */
export function rebased(base: unknown, mine: unknown, theirs: unknown): { config: unknown; conflicts: Path[] } {
  const conflicts: Path[] = [];
  const merge = (path: Path, a: unknown, b: unknown, c: unknown): unknown => {
    if (same(a, b)) return c;
    if (same(a, c) || same(b, c)) return b;
    if (isRecord(a) && isRecord(b) && isRecord(c))
      return Object.fromEntries(
        [...new Set([...Object.keys(c), ...Object.keys(b)])]
          .map(key => [key, merge(path === '' ? key : `${path}.${key}`, a[key], b[key], c[key])] as const)
          .filter(([, value]) => value !== undefined),
      );
    conflicts.push(path);
    return b;
  };
  return { config: merge('', base, mine, theirs), conflicts };
}
