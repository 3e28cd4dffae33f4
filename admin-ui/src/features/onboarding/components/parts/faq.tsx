import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Globe, Upload } from 'lucide-react';
import { useRef } from 'react';
import type { OnboardingView } from '../../../../../../api/contracts/onboarding.ts';
import { parseFaqText } from '../../../../../../domain/knowledge/faq-text.ts';
import { DEFAULT_LIMITS } from '../../../../../../domain/website/words.ts';
import { Button } from '../../../../components/button.tsx';
import { Box, Part } from '../../../../components/page.tsx';
import { t } from '../../../../lib/language.ts';
import { say } from '../../../../lib/toasts.ts';
import { scansQuery, useStartScan } from '../../../knowledge/api/knowledge.ts';
import { ScanProgress } from '../../../knowledge/components/scan-row.tsx';
import { countsOf, plainAddress } from '../../../knowledge/model/words.ts';
import { useDraft } from '../../../playbooks/components/draft.ts';
import { TextField } from '../../../playbooks/components/fields.tsx';
import { valueAt } from '../../../playbooks/model/paths.ts';

const SHOWN = 20;
const MOST_CHARACTERS = 400_000;

/** A-ONB-6 and A-ONB-9: questions with answers, and the website. */
export const FaqPart = ({ view }: { view: OnboardingView }) => {
  const { config, readOnly, set } = useDraft();
  const picker = useRef<HTMLInputElement>(null);
  const text = String(valueAt(config, 'faq.text') ?? '');
  const read = text.trim() === '' ? null : parseFaqText(text);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const words = await file.text();
    if (picker.current) picker.current.value = '';
    if (words.length > MOST_CHARACTERS) say(t('{name} is too large: split it.', { name: file.name }));
    else set('faq.text', words);
  };
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col gap-3">
        <TextField
          path="faq.text"
          label={t('Questions and answers')}
          rows={12}
          placeholder={t('Q: When are you open?\nA: Monday to Friday, 9:00-18:00.')}
          hint={t('A line that begins with Q: for each question, and one with A: below it. Or choose a faq.txt.')}
        />
        <div className="flex flex-wrap items-center gap-3">
          <input
            ref={picker}
            type="file"
            accept=".txt,text/plain"
            aria-label="faq.txt"
            data-testid="onboarding-faq-file"
            className="sr-only"
            tabIndex={-1}
            onChange={event => void take(event.target.files?.[0])}
          />
          <Button disabled={readOnly} onClick={() => picker.current?.click()}>
            <Upload className="size-3.5" aria-hidden="true" />
            {t('Choose faq.txt')}
          </Button>
          <p role="status" className="text-ink-2 text-sm tabular-nums" data-testid="faq-count">
            {read === null
              ? ''
              : read.entries.length === 1
                ? t('1 question read')
                : t('{count} questions read', { count: read.entries.length })}
          </p>
        </div>
        {read && read.errors.length > 0 ? (
          <ol
            data-testid="faq-lines"
            aria-label={t('What is wrong, by line')}
            className="max-h-44 overflow-y-auto rounded-lg border border-danger/40 bg-danger-soft px-3 py-2 text-danger-text text-sm"
          >
            {read.errors.slice(0, SHOWN).map(error => (
              <li key={`${error.line}-${error.message}`} className="flex gap-2">
                <span className="w-14 shrink-0 tabular-nums">{t('Line {line}', { line: error.line })}</span>
                {error.message}
              </li>
            ))}
          </ol>
        ) : null}
      </div>
      <Website address={view.answers.business.website} readOnly={readOnly} />
    </div>
  );
};

/** The website read into the knowledge base; what was taken is shown on the page Knowledge. */
const Website = ({ address, readOnly }: { address: string; readOnly: boolean }) => {
  const scans = useQuery(scansQuery).data?.scans.filter(scan => scan.kind === 'SCAN') ?? [];
  const start = useStartScan(() => undefined);
  return (
    <Part
      title={t('Your website')}
      about={t('Home, prices, questions, contact and terms are read into the knowledge base.')}
    >
      <Box>
        {scans.slice(0, 3).map(scan => (
          <div key={scan.id} className="flex flex-wrap items-center gap-3 border-line border-b px-4 py-3 text-sm">
            <span className="min-w-0 flex-1 basis-40 truncate font-medium">{plainAddress(scan.url)}</span>
            {scan.state === 'RUNNING' ? (
              <ScanProgress scan={scan} />
            ) : (
              <span className={scan.state === 'FAILED' ? 'text-danger-text' : 'text-ink-2'}>
                {scan.failure ?? countsOf(scan)}
              </span>
            )}
            <Link
              to="/knowledge/{-$scanId}"
              params={{ scanId: scan.id }}
              className="font-medium text-accent-text underline-offset-2 hover:underline"
            >
              {t('What was taken')}
            </Link>
          </div>
        ))}
        <div className="flex flex-wrap items-center gap-3 px-4 py-3 text-sm">
          <Globe className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
          <span className="min-w-0 flex-1 truncate">
            {address || t('Give the website’s address under Business first.')}
          </span>
          <Button
            disabled={readOnly || address === '' || start.isPending}
            data-testid="onboarding-scan"
            onClick={() => start.mutate({ url: address, ...DEFAULT_LIMITS })}
          >
            {t('Read it')}
          </Button>
        </div>
      </Box>
    </Part>
  );
};
