import { Search, X } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { Kbd } from '../../../components/kbd.tsx';
import { t } from '../../../lib/language.ts';
import { useInbox } from './use-inbox.ts';

const SETTLE_MS = 200;

/** Searches the view; the words go into the address once the typing rests. */
export const SearchBox = ({ inputRef }: { inputRef: RefObject<HTMLInputElement | null> }) => {
  const { query, go, conversationId } = useInbox();
  const [text, setText] = useState(query);
  const written = useRef(query);

  useEffect(() => {
    if (query !== written.current) setText(query);
    written.current = query;
  }, [query]);

  useEffect(() => {
    const wanted = text.trim();
    if (wanted === written.current) return;
    const timer = setTimeout(() => {
      written.current = wanted;
      go(conversationId ?? undefined, ({ q: _q, ...rest }) => (wanted === '' ? rest : { ...rest, q: wanted }), true);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, go, conversationId]);

  return (
    <div className="relative order-4 mb-2 w-full md:order-none md:mb-0 md:w-40 md:shrink-0 xl:w-60">
      <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" aria-hidden="true" />
      <input
        ref={inputRef}
        type="search"
        aria-label={t('Search conversations')}
        placeholder={t('Search')}
        value={text}
        maxLength={100}
        data-testid="search"
        onChange={event => setText(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Escape') return;
          setText('');
          event.currentTarget.blur();
        }}
        className="h-8 w-full rounded-lg border border-line bg-canvas pr-8 pl-8 text-sm text-ink focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="absolute top-1.5 right-1.5 flex">
        {text === '' ? (
          <span className="hidden md:inline-flex" aria-hidden="true">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <button
            type="button"
            aria-label={t('Clear the search')}
            onClick={() => setText('')}
            className="inline-flex size-5 items-center justify-center rounded-sm text-ink-2 hover:text-ink"
          >
            <X className="size-3.5" aria-hidden="true" />
          </button>
        )}
      </span>
    </div>
  );
};
