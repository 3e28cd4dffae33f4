import type { Colleague } from '../../../../../api/contracts/room.ts';

/** The name that is being typed after an @ at the end of `before`; null when none is. */
export const mentionQuery = (before: string): string | null =>
  /(?:^|\s)@([\p{L}\p{M}\p{N}._-]{0,30})$/u.exec(before)?.[1] ?? null;

/** Members a text names as @Name, whole. Longer names first: @Ann Lee is not @Ann. */
export const mentioned = (text: string, colleagues: readonly Colleague[]): string[] => {
  let rest = text;
  const ids: string[] = [];
  for (const { id, name } of colleagues.toSorted((a, b) => b.name.length - a.name.length)) {
    const at = `@${name}`;
    const parts = rest.split(at).filter((part, index) => index === 0 || !/^[\p{L}\p{N}]/u.test(part));
    if (name === '' || parts.length < 2) continue;
    ids.push(id);
    rest = rest.replaceAll(at, ' ');
  }
  return ids;
};

/** Those whose name has a word that begins so. */
export const suggestions = (query: string, colleagues: readonly Colleague[]): Colleague[] =>
  colleagues
    .filter(({ name }) =>
      name
        .toLocaleLowerCase()
        .split(/\s+/)
        .some(word => word.startsWith(query.toLocaleLowerCase())),
    )
    .slice(0, 6);
