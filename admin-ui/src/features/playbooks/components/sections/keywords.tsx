/** Fixed answers to what customers write often: before the agent, and without a model (B-ROUTE-1). */

import { useState } from 'react';
import { keywordRuleSchema } from '../../../../../../domain/playbook/playbook.ts';
import { routeOf } from '../../../../../../domain/routing/route.ts';
import { FIELD, Field } from '../../../../components/field.tsx';
import { Filled } from '../../../../components/filled.tsx';
import { Part } from '../../../../components/page.tsx';
import { t } from '../../../../lib/language.ts';
import { listAt } from '../../model/paths.ts';
import { useDraft } from '../draft.ts';
import { ChoiceField, LinesField, TextField } from '../fields.tsx';
import { ListField } from '../list-field.tsx';

export const KeywordsSection = () => (
  <>
    <ListField
      path="keywordRules"
      name={t('Rule')}
      add={t('Add a rule')}
      most={50}
      empty={t('No rules: the agent reads and answers everything.')}
      make={list => ({
        name: t('Rule {number}', { number: list.length + 1 }),
        match: 'contains',
        patterns: [],
        reply: '',
      })}
    >
      {path => (
        <div className="flex flex-col gap-3">
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField path={`${path}.name`} />
            <ChoiceField path={`${path}.match`} options={['contains', 'exact', 'starts_with']} />
          </div>
          <LinesField
            path={`${path}.patterns`}
            commas
            hint={t('With commas between; one is enough. Capitals, accents and signs do not matter, whole words do.')}
          />
          <TextField
            path={`${path}.reply`}
            rows={2}
            hint={t('Sent as it stands. In approval mode it waits for a person.')}
          />
        </div>
      )}
    </ListField>
    <TryIt />
  </>
);

/** Which rule a message meets, by the same function that decides for real. */
const TryIt = () => {
  const { config } = useDraft();
  const [text, setText] = useState('');
  const rules = listAt(config, 'keywordRules').flatMap(rule => {
    const parsed = keywordRuleSchema.safeParse(rule);
    return parsed.success ? [parsed.data] : [];
  });
  const route = routeOf({ blocked: false, owner: 'AI', autoreply: true, texts: [text], rules });
  return (
    <Part
      title={t('Try it')}
      about={t('The first rule that fits answers. A person who is in charge goes before all of them.')}
    >
      <div className="flex flex-col gap-2">
        <Field label={t('What a customer writes')}>
          {ids => (
            <input
              {...ids}
              className={FIELD}
              dir="auto"
              data-testid="try-keywords"
              value={text}
              onChange={event => setText(event.target.value)}
            />
          )}
        </Field>
        {text.trim() === '' ? null : (
          <p className="text-sm" role="status" data-testid="keyword-route">
            {route.to === 'rule' ? (
              <Filled
                text={t('{rule} answers: “{reply}”')}
                values={{ rule: <span className="font-medium">{route.rule.name}</span>, reply: route.rule.reply }}
              />
            ) : (
              t('No rule fits: the agent answers.')
            )}
          </p>
        )}
      </div>
    </Part>
  );
};
