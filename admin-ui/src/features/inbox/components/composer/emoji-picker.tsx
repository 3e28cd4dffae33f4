import { type KeyboardEvent, useRef, useState } from 'react';
import { FIELD } from '../../../../components/field.tsx';
import { t } from '../../../../lib/language.ts';
import { type Emoji, emojiFor, withRecent } from '../../model/emoji.ts';

const KEY = 'parley.emoji';
const COLUMNS = 8;

const stored = (): string[] => {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? found.filter(each => typeof each === 'string') : [];
  } catch {
    return [];
  }
};
const keep = (recent: string[]) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(recent));
  } catch {
    // Private windows may refuse: none are recent then.
  }
};

/** Found by name, those used last first; arrow keys go from one to the next. */
export const EmojiPicker = ({ onPick }: { onPick: (sign: string) => void }) => {
  const [query, setQuery] = useState('');
  const [recent] = useState(stored);
  const box = useRef<HTMLDivElement>(null);
  const found = emojiFor(query);
  const last = query.trim() === '' ? found.filter(({ sign }) => recent.includes(sign)) : [];
  last.sort((a, b) => recent.indexOf(a.sign) - recent.indexOf(b.sign));
  const pick = (sign: string) => {
    keep(withRecent(recent, sign));
    onPick(sign);
  };
  const move = (event: KeyboardEvent) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    const typing = event.target instanceof HTMLInputElement;
    if (steps === undefined || (typing && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const all = [...(box.current?.querySelectorAll<HTMLButtonElement>('button') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    (typing ? all[0] : all[Math.min(all.length - 1, Math.max(0, at + steps))])?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the arrow keys of the field and buttons within
    <div className="flex w-80 max-w-[calc(100vw-1rem)] flex-col" onKeyDown={move}>
      <div className="p-2">
        <input
          // biome-ignore lint/a11y/noAutofocus: the picker was just opened to look for one
          autoFocus
          type="search"
          aria-label={t('Find an emoji')}
          placeholder={t('Find by name')}
          data-testid="emoji-search"
          className={FIELD}
          value={query}
          onChange={event => setQuery(event.target.value)}
          onKeyDown={event => {
            const [first] = found;
            if (event.key !== 'Enter' || !first) return;
            event.preventDefault();
            pick(first.sign);
          }}
        />
      </div>
      <div ref={box} className="max-h-64 overflow-y-auto px-2 pb-2">
        {last.length > 0 ? <Signs label={t('Used last')} list={last} onPick={pick} /> : null}
        {found.length > 0 ? (
          <Signs label={query.trim() === '' ? t('All') : t('Found')} list={found} onPick={pick} />
        ) : (
          <p role="status" className="px-1 py-4 text-center text-ink-2 text-sm">
            {t('None has such a name.')}
          </p>
        )}
      </div>
    </div>
  );
};

const Signs = ({ label, list, onPick }: { label: string; list: readonly Emoji[]; onPick: (sign: string) => void }) => (
  <section aria-label={label}>
    <h3 className="px-1 py-1 text-ink-2 text-xs">{label}</h3>
    <div className="grid grid-cols-8">
      {list.map(({ sign, words }) => (
        <button
          key={sign}
          type="button"
          aria-label={words}
          title={words}
          onClick={() => onPick(sign)}
          className="focus-inset flex aspect-square items-center justify-center rounded-md text-xl hover:bg-sunken"
        >
          {sign}
        </button>
      ))}
    </div>
  </section>
);
