import { useQuery } from '@tanstack/react-query';
import { Link, useBlocker, useNavigate } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { useMemo, useState } from 'react';
import type { OnboardingDraft, OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { FIELD } from '../../../components/field.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Notice } from '../../../components/notice.tsx';
import { ApiError } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { configQuery } from '../../playbooks/api/playbooks.ts';
import { ChangeList } from '../../playbooks/components/change-list.tsx';
import { type Draft, DraftContext } from '../../playbooks/components/draft.ts';
import { SectionForm } from '../../playbooks/components/section-form.tsx';
import { changesBetween, countChanges } from '../../playbooks/model/changes.ts';
import { withValue } from '../../playbooks/model/paths.ts';
import { SECTIONS, type SectionId, sectionOf } from '../../playbooks/model/sections.ts';
import { type Errors, errorsFrom, errorsOf } from '../../playbooks/model/validate.ts';
import { usePublish, useSaveDraft } from '../api/onboarding.ts';
import { DraftNotes } from './draft-notes.tsx';
import { TestChat } from './test-chat.tsx';

interface Props {
  view: OnboardingView;
  draft: OnboardingDraft;
  readOnly: boolean;
  making: boolean;
  onMake: (model: boolean) => void;
}

/** The draft by sections, with what changes, what is wrong, and the way to go live. */
export const DraftEditor = ({ view, draft, readOnly, making, onMake }: Props) => {
  const [base] = useState<unknown>(draft.config);
  const [config, setConfig] = useState<unknown>(draft.config);
  const [section, setSection] = useState<SectionId>('business');
  const [asking, setAsking] = useState<'publish' | 'make' | 'changes' | null>(null);
  const [refused, setRefused] = useState<Errors>(() => errorsFrom(draft.problems));
  const live = useQuery({ ...configQuery(view.playbookId ?? '', null), enabled: view.playbookId !== null });
  const save = useSaveDraft();
  const publish = usePublish();
  const navigate = useNavigate();

  const own = useMemo(() => errorsOf(config), [config]);
  const errors = useMemo(() => new Map([...refused, ...own]), [refused, own]);
  const edits = useMemo(() => changesBetween(base, config), [base, config]);
  const dirty = countChanges(edits) > 0;
  const against = useMemo(() => (live.data ? changesBetween(live.data.config, config) : null), [live.data, config]);
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty && current.pathname !== next.pathname && !window.confirm(t('Leave without saving what you changed here?')),
    enableBeforeUnload: dirty,
    disabled: !dirty,
  });

  const context: Draft = {
    config,
    base,
    errors,
    readOnly,
    set: (path, value) => {
      setRefused(new Map());
      setConfig((before: unknown) => withValue(before, path, value));
    },
  };
  const failed = (error: unknown) => {
    setAsking(null);
    if (error instanceof ApiError && error.code === 'playbook_problems') setRefused(errorsFrom(error.errors));
    sayError(error);
  };
  const goLive = () =>
    publish.mutate(draft.revision, {
      onSuccess: ({ version }) => {
        say(t('Version {version} is live. New conversations get it.', { version }));
        void navigate({ to: '/onboarding/{-$step}', params: { step: 'channel' }, ignoreBlocker: true });
      },
      onError: failed,
    });
  const wrongIn = (id: SectionId) => [...errors.keys()].filter(path => sectionOf(path).id === id).length;
  const [firstWrong] = errors.keys();

  return (
    <DraftContext value={context}>
      <DraftNotes draft={draft} />
      <div className="flex flex-wrap items-center gap-2">
        <label className="min-w-48 flex-1">
          <span className="sr-only">{t('Section')}</span>
          <select
            className={clsx(FIELD, 'px-2')}
            value={section}
            data-testid="draft-section"
            onChange={event => setSection(SECTIONS.find(each => each.id === event.target.value)?.id ?? 'business')}
          >
            {SECTIONS.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
                {wrongIn(id) > 0
                  ? t(' · {count} to mend', { count: wrongIn(id) })
                  : edits.some(group => group.section.id === id)
                    ? t(' · changed')
                    : ''}
              </option>
            ))}
          </select>
        </label>
        <Button disabled={readOnly || making} onClick={() => setAsking('make')}>
          {making ? t('Making it…') : t('Make it again')}
        </Button>
        {against ? (
          <Button onClick={() => setAsking('changes')} data-testid="draft-against">
            {t('Compare with what is live')}
          </Button>
        ) : null}
      </div>
      <div className="gap-6 xl:grid xl:grid-cols-[minmax(0,1fr)_22rem]">
        <SectionForm id={section} />
        <div className="mb-4 xl:sticky xl:top-0 xl:mb-0 xl:self-start">
          <TestChat unsaved={dirty} disabled={readOnly} />
        </div>
      </div>
      {errors.size > 0 ? (
        <Notice tone="danger">
          <p className="font-medium">
            {errors.size === 1
              ? t('One place to mend before it can go live')
              : t('{count} places to mend before it can go live', { count: errors.size })}
          </p>
          <ul className="mt-1 list-disc pl-4" data-testid="draft-problems">
            {[...errors].slice(0, 12).map(([path, message]) => (
              <li key={path}>
                <button
                  type="button"
                  className="text-left underline underline-offset-2"
                  onClick={() => setSection(sectionOf(path).id)}
                >
                  {sectionOf(path).label}
                </button>
                : {message}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center gap-3 border-line border-t bg-surface px-4 py-3 md:mx-0 md:px-0">
        <p role="status" className="min-w-0 flex-1 text-ink-2 text-sm tabular-nums">
          {dirty
            ? countChanges(edits) === 1
              ? t('1 change, not saved yet')
              : t('{changes} changes, not saved yet', { changes: countChanges(edits) })
            : view.publishedVersion !== null
              ? t('Version {version} was published from here', { version: view.publishedVersion })
              : t('Nothing is live yet')}
        </p>
        {dirty ? (
          <>
            <Button onClick={() => setConfig(base)}>{t('Discard')}</Button>
            <Button
              tone="primary"
              disabled={own.size > 0 || save.isPending || readOnly}
              data-testid="draft-save"
              onClick={() => save.mutate({ config: config as never, basedOn: draft.revision }, { onError: failed })}
            >
              {save.isPending ? t('Saving…') : t('Save the draft')}
            </Button>
          </>
        ) : (
          <Button
            tone="primary"
            disabled={errors.size > 0 || readOnly || publish.isPending}
            data-testid="publish"
            onClick={() => (firstWrong === undefined ? setAsking('publish') : setSection(sectionOf(firstWrong).id))}
          >
            {t('Publish')}
          </Button>
        )}
      </div>
      {asking === 'publish' ? (
        <Dialog
          title={t('Go live with this?')}
          action={t('Publish')}
          busy={publish.isPending}
          onDo={goLive}
          onClose={() => setAsking(null)}
        >
          <p>
            {against
              ? t('New conversations get it from now on; those that run keep what they began with.')
              : t(
                  'It becomes version 1 of your playbook. As soon as a number is connected, the agent answers with it.',
                )}
          </p>
          {against && against.length > 0 ? <ChangeList groups={against} compact /> : null}
        </Dialog>
      ) : null}
      {asking === 'changes' && against ? (
        <Dialog
          title={t('Compared with what is live')}
          action={t('Close')}
          onDo={() => setAsking(null)}
          onClose={() => setAsking(null)}
        >
          {against.length === 0 ? <p>{t('Nothing differs.')}</p> : <ChangeList groups={against} compact />}
        </Dialog>
      ) : null}
      {asking === 'make' ? (
        <Dialog
          title={t('Make the draft again?')}
          action={t('Make it again')}
          busy={making}
          onDo={() => {
            setAsking(null);
            setConfig(base);
            onMake(true);
          }}
          onClose={() => setAsking(null)}
        >
          <p>
            {view.playbookId === null ? (
              t(
                'It is made from your answers as they are now. What you changed in this draft by hand is replaced; what is live stays as it is.',
              )
            ) : (
              <Filled
                text={t(
                  'It is made from your answers as they are now. What you changed in this draft by hand is replaced; what is live stays as it is, and can be edited under {link}.',
                )}
                values={{
                  link: (
                    <Link
                      to="/settings/playbooks/$playbookId"
                      params={{ playbookId: view.playbookId }}
                      className="underline"
                    >
                      {t('Playbooks')}
                    </Link>
                  ),
                }}
              />
            )}
          </p>
        </Dialog>
      ) : null}
    </DraftContext>
  );
};
