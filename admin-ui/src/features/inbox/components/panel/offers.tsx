import { useQuery } from '@tanstack/react-query';
import { Check, Circle } from 'lucide-react';
import type { CtaProgress } from '../../../../../../api/contracts/ctas.ts';
import { Ago } from '../../../../components/time.tsx';
import { sentence } from '../../../../lib/format.ts';
import { t } from '../../../../lib/language.ts';
import { offersQuery } from '../../api/panel.ts';
import { CTA_LABELS, CTA_STATE_LABELS, STEP_SOURCE_LABELS } from '../../model/labels.ts';
import { Section } from './section.tsx';

type Offer = CtaProgress['ctas'][number];

/** Every call to action with its state, the steps that were done, and who opened its link (A-CTA-4). */
export const Offers = ({ conversationId }: { conversationId: string }) => {
  const { data } = useQuery(offersQuery(conversationId));
  if (!data) return null;
  return (
    <Section title={t('Offers')}>
      {data.length === 0 ? (
        <p className="text-ink-2 text-sm">{t('Its playbook has no calls to action.')}</p>
      ) : (
        <ul className="flex flex-col gap-2.5" data-testid="offers">
          {data.map(offer => (
            <OfferRow key={offer.type} offer={offer} />
          ))}
        </ul>
      )}
    </Section>
  );
};

const OfferRow = ({ offer }: { offer: Offer }) => {
  const clicks = offer.links.reduce((sum, link) => sum + link.clicks, 0);
  const last = offer.links
    .flatMap(link => link.lastClickedAt ?? [])
    .sort()
    .at(-1);
  const begun = offer.state !== 'NOT_OFFERED';
  return (
    <li data-cta={offer.type} className="text-sm">
      <p className="flex items-baseline justify-between gap-3">
        <span className={begun ? 'font-medium' : 'text-ink-2'}>{CTA_LABELS[offer.type]}</span>
        <span className="text-right text-ink-2">
          {CTA_STATE_LABELS[offer.state]}
          {begun && offer.changedAt ? (
            <>
              {' '}
              · <Ago at={offer.changedAt} />
            </>
          ) : null}
        </span>
      </p>
      {begun ? (
        <ol className="mt-1 flex flex-col gap-0.5">
          {offer.steps.map(({ step, state, at, source }) => (
            <li key={step} className="flex items-center gap-1.5 text-ink-2 text-xs">
              {state === 'done' ? (
                <Check className="size-3.5 text-human" aria-hidden="true" />
              ) : (
                <Circle className="size-3.5" aria-hidden="true" />
              )}
              <span className={state === 'done' ? 'text-ink' : ''}>{sentence(step)}</span>
              <span className="sr-only">{state === 'done' ? t('done') : t('still open')}</span>
              {state === 'done' && source ? (
                <span>
                  · {STEP_SOURCE_LABELS[source]}
                  {at ? (
                    <>
                      , <Ago at={at} />
                    </>
                  ) : null}
                </span>
              ) : null}
            </li>
          ))}
        </ol>
      ) : null}
      {offer.links.length > 0 ? (
        <p className="mt-1 text-ink-2 text-xs" data-testid="link-clicks">
          {t('Link')}{' '}
          {clicks === 0
            ? t('not opened yet')
            : clicks === 1
              ? t('opened once')
              : t('opened {clicks} times', { clicks })}
          {last ? (
            <>
              {t(', last')} <Ago at={last} />
            </>
          ) : null}
        </p>
      ) : null}
    </li>
  );
};
