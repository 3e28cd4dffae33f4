/** What WhatsApp makes of a text: *bold*, _italic_, ~struck~, `mono` and links. Markers stand at the edge of words. */
export type TextPart = { kind: 'plain' | 'bold' | 'italic' | 'strike' | 'mono' | 'link'; text: string };

const PART =
  /```([\s\S]+?)```|`([^`\n]+)`|(?<![\p{L}\p{N}])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_(?!\s)([^_\n]+?)(?<!\s)_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])~(?!\s)([^~\n]+?)(?<!\s)~(?![\p{L}\p{N}])|(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/gu;

const KINDS: readonly TextPart['kind'][] = ['mono', 'mono', 'bold', 'italic', 'strike', 'link'];

export const richText = (text: string): TextPart[] => {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(PART)) {
    if (match.index > end) parts.push({ kind: 'plain', text: text.slice(end, match.index) });
    const group = match.slice(1).findIndex(value => value !== undefined);
    parts.push({ kind: KINDS[group] ?? 'plain', text: match[group + 1] ?? match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: 'plain', text: text.slice(end) });
  return parts;
};
