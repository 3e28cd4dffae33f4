import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConversationDetail } from '../../../../../../api/contracts/conversations.ts';
import { write } from '../../../../../../domain/permission/permission.ts';
import { CONSENT_WAYS } from '../../../../../../domain/words.ts';
import { Button } from '../../../../components/button.tsx';
import { Dialog } from '../../../../components/dialog.tsx';
import { FIELD, Field } from '../../../../components/field.tsx';
import { Filled } from '../../../../components/filled.tsx';
import { Problem } from '../../../../components/form.tsx';
import { DayTime } from '../../../../components/time.tsx';
import { explain } from '../../../../lib/http.ts';
import { t } from '../../../../lib/language.ts';
import { useMay } from '../../../auth/api/session.ts';
import { consentQuery, useConsent } from '../../api/panel.ts';
import { CONSENT_WAY_LABELS } from '../../model/labels.ts';
import { Fact, Section } from './section.tsx';

type Way = Exclude<(typeof CONSENT_WAYS)[number], 'channel'>;
const WAYS = CONSENT_WAYS.filter((way): way is Way => way !== 'channel');

/** Whether this person may be written to, and sent marketing, and how that is known (A-PRICE-3, X-OPTOUT). */
export const ConsentPart = ({ detail }: { detail: ConversationDetail }) => {
  const mayWrite = useMay(write('contacts'));
  const { data } = useQuery(consentQuery(detail.id, detail.contact.id));
  const save = useConsent(detail.id, detail.contact.id);
  const [asking, setAsking] = useState<'record' | 'take back' | null>(null);
  const [way, setWay] = useState<Way>('chat');
  const [words, setWords] = useState('');
  const close = () => {
    setAsking(null);
    save.reset();
  };
  const failed = save.error ? explain(save.error) : null;
  return (
    <Section title={t('Consent')}>
      <dl data-testid="consent">
        <Fact name={t('Messages')}>
          {detail.optedOutAt ? (
            <span className="text-danger-text">
              <Filled text={t('opted out, {when}')} values={{ when: <DayTime at={detail.optedOutAt} /> }} />
            </span>
          ) : (
            t('may be sent')
          )}
        </Fact>
        {data ? (
          <Fact name={t('Marketing')}>
            {data.stoppedAt ? (
              <span className="text-danger-text">
                <Filled
                  text={t('stopped by the customer, {when}')}
                  values={{ when: <DayTime at={data.stoppedAt} /> }}
                />
              </span>
            ) : data.given ? (
              t('agreed')
            ) : (
              t('not agreed to')
            )}
          </Fact>
        ) : null}
        {data?.given ? (
          <Fact name={t('Known by')}>
            {data.how ? CONSENT_WAY_LABELS[data.how] : t('an older record')}
            {data.givenAt ? (
              <>
                , <DayTime at={data.givenAt} />
              </>
            ) : null}
          </Fact>
        ) : null}
      </dl>
      {data?.words ? (
        <p dir="auto" className="mt-1 text-ink-2 text-sm [overflow-wrap:anywhere]">
          “{data.words}”
        </p>
      ) : null}
      {detail.optedOutAt ? (
        <p className="mt-1 text-ink-2 text-xs">{t('Nobody can write until the customer writes START.')}</p>
      ) : null}
      {mayWrite && data ? (
        <p className="mt-2 flex gap-2">
          <Button size="sm" data-testid="record-consent" onClick={() => setAsking('record')}>
            {data.given ? t('Record it anew') : t('Record consent')}
          </Button>
          {data.given ? (
            <Button size="sm" tone="ghost" data-testid="take-back-consent" onClick={() => setAsking('take back')}>
              {t('Take it back')}
            </Button>
          ) : null}
        </p>
      ) : null}
      {asking === 'record' ? (
        <Dialog
          title={t('Record consent to marketing')}
          action={t('Record')}
          busy={save.isPending}
          disabled={words.trim().length < 3}
          onClose={close}
          onDo={() =>
            save.mutate(
              { given: true, how: way, words: words.trim() },
              {
                onSuccess: () => {
                  close();
                  setWords('');
                },
              },
            )
          }
        >
          <Field label={t('How it was given')}>
            {ids => (
              <select
                {...ids}
                className={`${FIELD} px-2`}
                value={way}
                onChange={event => setWay(WAYS.find(each => each === event.target.value) ?? 'chat')}
              >
                {WAYS.map(each => (
                  <option key={each} value={each}>
                    {CONSENT_WAY_LABELS[each]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field
            label={t('In what words')}
            hint={t('What the customer said, or what stood beside the box they ticked.')}
          >
            {ids => (
              <textarea
                {...ids}
                rows={3}
                maxLength={500}
                dir="auto"
                data-testid="consent-words"
                className={`${FIELD} h-auto resize-none py-2`}
                value={words}
                onChange={event => setWords(event.target.value)}
              />
            )}
          </Field>
          <Problem>{failed && `${failed.message} ${failed.hint ?? ''}`}</Problem>
        </Dialog>
      ) : null}
      {asking === 'take back' ? (
        <Dialog
          title={t('Take the consent back?')}
          action={t('Take it back')}
          tone="danger"
          busy={save.isPending}
          onClose={close}
          onDo={() => save.mutate({ given: false }, { onSuccess: close })}
        >
          <p>{t('No marketing is sent to this person from now on. Answers and service messages go on.')}</p>
          <Problem>{failed && `${failed.message} ${failed.hint ?? ''}`}</Problem>
        </Dialog>
      ) : null}
    </Section>
  );
};
