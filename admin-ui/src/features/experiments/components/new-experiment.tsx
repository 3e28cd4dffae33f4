import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { ApiError, explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { playbooksQuery } from '../../playbooks/api/playbooks.ts';
import { playbookName } from '../../playbooks/components/playbook-tabs.tsx';
import { useNewExperiment } from '../api/experiments.ts';
import { bodyOf, emptyVariant, type VariantForm } from '../model/form.ts';
import { VariantFields } from './variant-fields.tsx';

/** Name, variants, dates; it assigns nobody until it is started. */
export const NewExperiment = ({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) => {
  const playbooks = useQuery(playbooksQuery).data?.playbooks ?? [];
  const [playbookId, setPlaybookId] = useState<string | null>(null);
  const chosen = playbookId ?? playbooks[0]?.id ?? '';
  const create = useNewExperiment(chosen);
  const [name, setName] = useState('');
  const [variants, setVariants] = useState<VariantForm[]>([
    emptyVariant('control'),
    { ...emptyVariant('shorter'), maxWords: '10' },
  ]);
  const [starts, setStarts] = useState('');
  const [ends, setEnds] = useState('');

  const errors = create.error instanceof ApiError ? create.error.errors : [];
  const errorOf = (path: string) => errors.find(error => error.path === `body.${path}`)?.message;
  const elsewhere = create.error && errors.length === 0 ? explain(create.error).message : null;
  const change = (index: number, to: VariantForm) => {
    create.reset();
    setVariants(all => all.map((each, at) => (at === index ? to : each)));
  };

  return (
    <Dialog
      title={t('New experiment')}
      action={t('Create')}
      busy={create.isPending}
      disabled={name.trim() === '' || chosen === ''}
      onDo={() =>
        create.mutate(bodyOf({ name, variants, starts, ends }), { onSuccess: experiment => onMade(experiment.id) })
      }
      onClose={onClose}
    >
      {elsewhere ? (
        <p role="alert" className="text-danger-text text-sm">
          {elsewhere}
        </p>
      ) : null}
      <Field label={t('Name')} error={errorOf('name')} hint={t('The question it answers')}>
        {ids => (
          <input
            {...ids}
            className={FIELD}
            maxLength={120}
            dir="auto"
            placeholder={t('Short or long answers')}
            data-testid="experiment-name"
            value={name}
            onChange={event => setName(event.target.value)}
          />
        )}
      </Field>
      {playbooks.length > 1 ? (
        <Field label={t('Playbook')}>
          {ids => (
            <select {...ids} className={FIELD} value={chosen} onChange={event => setPlaybookId(event.target.value)}>
              {playbooks.map(each => (
                <option key={each.id} value={each.id}>
                  {playbookName(each.name)}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
      <div className="flex flex-col gap-3">
        <h3 className="font-medium text-sm">{t('Variants')}</h3>
        {variants.map((variant, index) => (
          <VariantFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a variant is its place until it has a name
            key={index}
            variant={variant}
            all={variants}
            errorOf={field => errorOf(`variants.${index}.${field}`)}
            onChange={to => change(index, to)}
            onRemove={variants.length > 2 ? () => setVariants(all => all.filter((_each, at) => at !== index)) : null}
          />
        ))}
        {errorOf('variants') ? <p className="text-danger-text text-sm">{errorOf('variants')}</p> : null}
        <span>
          <Button
            disabled={variants.length >= 6}
            onClick={() =>
              setVariants(all => [...all, emptyVariant(`variant_${String.fromCharCode(97 + all.length - 1)}`)])
            }
          >
            <Plus className="size-3.5" aria-hidden="true" />
            {t('Add a variant')}
          </Button>
        </span>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('From')} error={errorOf('startsAt')} hint={t('Empty: as soon as it is started')}>
          {ids => (
            <input
              {...ids}
              type="datetime-local"
              className={FIELD}
              value={starts}
              onChange={event => setStarts(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('Until')} error={errorOf('endsAt')} hint={t('Empty: until it is stopped')}>
          {ids => (
            <input
              {...ids}
              type="datetime-local"
              className={FIELD}
              value={ends}
              onChange={event => setEnds(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
};
