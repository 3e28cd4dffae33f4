import { Globe } from 'lucide-react';
import { useId, useState } from 'react';
import { DEFAULT_LIMITS, MOST_DEPTH, MOST_PAGES } from '../../../../../domain/website/words.ts';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../lib/language.ts';
import { useStartScan } from '../api/knowledge.ts';
import { CARD, FIELD } from './field-style.ts';

/** Which website to read, and how far. */
export const WebsiteForm = ({ running, onStarted }: { running: number; onStarted: (scanId: string) => void }) => {
  const id = useId();
  const start = useStartScan(onStarted);
  const [url, setUrl] = useState('');
  const [maxPages, setMaxPages] = useState<number>(DEFAULT_LIMITS.maxPages);
  const [maxDepth, setMaxDepth] = useState<number>(DEFAULT_LIMITS.maxDepth);
  return (
    <form
      className={`${CARD} flex flex-col gap-3`}
      onSubmit={event => {
        event.preventDefault();
        start.mutate({ url, maxPages, maxDepth });
      }}
    >
      <h2 className="flex items-center gap-2 font-semibold text-base">
        <Globe className="size-4 text-ink-3" aria-hidden="true" />
        {t('Your website')}
      </h2>
      <p className="text-ink-2 text-sm">
        {t(
          'Home, prices, questions, contact and terms are read first. Each page is looked at again every month; what changes waits for you.',
        )}
      </p>
      <label htmlFor={`${id}-url`} className="flex flex-col gap-1 text-sm">
        <span className="font-medium">{t('Address')}</span>
        <input
          id={`${id}-url`}
          data-testid="website-url"
          className={FIELD}
          value={url}
          onChange={event => setUrl(event.target.value)}
          placeholder="https://example.com"
          inputMode="url"
          autoComplete="url"
          spellCheck={false}
          required
        />
      </label>
      <details className="text-sm">
        <summary className="w-fit cursor-pointer rounded text-ink-2 hover:text-ink">{t('How far')}</summary>
        <div className="mt-2 grid grid-cols-2 gap-3">
          <label htmlFor={`${id}-pages`} className="flex flex-col gap-1">
            <span className="text-ink-2">{t('Pages at most')}</span>
            <input
              id={`${id}-pages`}
              type="number"
              min={1}
              max={MOST_PAGES}
              required
              className={FIELD}
              value={maxPages}
              onChange={event => setMaxPages(event.target.valueAsNumber || 1)}
            />
          </label>
          <label htmlFor={`${id}-depth`} className="flex flex-col gap-1">
            <span className="text-ink-2">{t('Links from the home page')}</span>
            <input
              id={`${id}-depth`}
              type="number"
              min={0}
              max={MOST_DEPTH}
              required
              className={FIELD}
              value={maxDepth}
              onChange={event => setMaxDepth(event.target.valueAsNumber || 0)}
            />
          </label>
        </div>
      </details>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" tone="primary" disabled={start.isPending} data-testid="website-start">
          {t('Read the website')}
        </Button>
        {running > 0 ? (
          <span className="text-ink-2 text-sm">
            {running === 1 ? t('One is being read') : t('{running} are being read', { running })}
          </span>
        ) : null}
      </div>
    </form>
  );
};
