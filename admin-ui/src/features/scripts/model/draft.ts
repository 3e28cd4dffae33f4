import type { ScriptLibrary } from '../../../../../api/contracts/scripts.ts';
import type { Script, ScriptSituation } from '../../../../../domain/playbook/scripts.ts';

/** A script while it is written: it may be empty, and keeps its place by a key of its own. */
export interface DraftScript extends Omit<Script, 'texts'> {
  key: number;
  texts: Record<string, string>;
}

export interface Draft {
  scripts: DraftScript[];
  texts: ScriptLibrary['texts'];
}

let nextKey = 1;
export const newScript = (situation: ScriptSituation): DraftScript => ({
  key: nextKey++,
  situation,
  about: '',
  texts: {},
});

export const draftOf = ({ scripts, texts }: ScriptLibrary): Draft => ({
  scripts: scripts.map(script => ({ ...script, key: nextKey++ })),
  texts,
});

const written = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts)
      .map(([language, text]) => [language, text.trim()] as const)
      .filter(([, text]) => text !== ''),
  );

/** What is saved: texts that are empty are left out, and scripts without any text. `places` says where each came from. */
export function toSave(draft: Draft): { scripts: Script[]; texts: Draft['texts']; places: number[] } {
  const kept = draft.scripts
    .map(({ key, ...script }) => ({ key, script: { ...script, texts: written(script.texts) } }))
    .filter(({ script }) => Object.keys(script.texts).length > 0);
  return { scripts: kept.map(one => one.script), texts: draft.texts, places: kept.map(one => one.key) };
}

export interface Wrong {
  /** The script it belongs to; null for the fixed texts. */
  key: number | null;
  /** Language, where it is one text. */
  language: string | null;
  /** Which fixed text. */
  kind: string | null;
  message: string;
}

/** Where on the page a problem belongs, from its path in what was saved: `scripts[2].texts.en`, `texts.translations.hi.fallback`. */
export function placeOf(
  { path, message }: { path: string; message: string },
  places: readonly number[],
  firstLanguage: string,
): Wrong {
  const script = /^scripts(?:\[(\d+)\]|\.(\d+))(?:\.texts\.([^.]+))?/.exec(path);
  if (script) {
    const index = Number(script[1] ?? script[2]);
    return { key: places[index] ?? null, language: script[3] ?? null, kind: null, message };
  }
  const translated = /^texts\.translations\.([^.]+)\.(\w+)/.exec(path);
  if (translated) return { key: null, language: translated[1] ?? null, kind: translated[2] ?? null, message };
  const own = /^texts\.(\w+)/.exec(path);
  return { key: null, language: own ? firstLanguage : null, kind: own?.[1] ?? null, message };
}
