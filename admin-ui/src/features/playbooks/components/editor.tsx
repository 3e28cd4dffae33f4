import { getRouteApi, Link, useBlocker } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { useMemo, useState } from 'react';
import type { z } from 'zod';
import type { versionSchema } from '../../../../../api/contracts/playbooks.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { playbookSchema } from '../../../../../domain/playbook/playbook.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { FIELD } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import type { VersionRow } from '../api/playbooks.ts';
import { changesBetween, countChanges } from '../model/changes.ts';
import { withValue } from '../model/paths.ts';
import { SECTIONS, type SectionId, sectionOf } from '../model/sections.ts';
import { type Errors, errorsOf } from '../model/validate.ts';
import { type Draft, DraftContext } from './draft.ts';
import { SaveBar } from './save-bar.tsx';
import { SectionForm } from './section-form.tsx';

const route = getRouteApi('/room/area/settings/playbooks/$playbookId');
const NONE: Errors = new Map();

type Props = { playbookId: string; loaded: z.infer<typeof versionSchema>; versions: readonly VersionRow[] };

/** Sections with their forms; nothing is stored before it is saved as a version. */
export const Editor = ({ playbookId, loaded, versions }: Props) => {
  const { section = 'business' } = route.useSearch();
  const navigate = route.useNavigate();
  const readOnly = !useMay(write('playbooks'));
  // An older release may have stored less: what is missing has its default.
  const [base] = useState<unknown>(() => {
    const parsed = playbookSchema.safeParse(loaded.config);
    return parsed.success ? parsed.data : loaded.config;
  });
  const [newest] = useState(() => versions[0]?.version ?? loaded.version);
  const [config, setConfig] = useState(base);
  const [refused, setRefused] = useState<Errors>(NONE);

  const own = useMemo(() => errorsOf(config), [config]);
  const errors = useMemo(() => new Map([...refused, ...own]), [refused, own]);
  const groups = useMemo(() => changesBetween(base, config), [base, config]);
  const dirty = countChanges(groups) > 0;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: dirty,
    withResolver: true,
    disabled: !dirty,
  });
  const draft: Draft = {
    config,
    base,
    errors,
    readOnly,
    set: (path, value) => {
      setRefused(NONE);
      setConfig((before: unknown) => withValue(before, path, value));
    },
  };
  const show = (id: SectionId) => void navigate({ search: before => ({ ...before, section: id }), replace: true });
  const wrongIn = (id: SectionId) => [...errors.keys()].filter(path => sectionOf(path).id === id).length;

  return (
    <DraftContext value={draft}>
      {readOnly ? <Notice>{t('Your role may read playbooks, but not change them.')}</Notice> : null}
      {loaded.current ? null : (
        <Notice tone="approval">
          {t('You begin from version {version}, which is not in use. Saving makes a new version of it.', {
            version: loaded.version,
          })}
        </Notice>
      )}
      {newest > loaded.version && loaded.current ? (
        <Notice>
          {t(
            'Version {newest} is newer than this one, which is in use. What you save here does not hold its changes.',
            { newest },
          )}{' '}
          <Link
            to="/settings/playbooks/$playbookId"
            params={{ playbookId }}
            search={{ section, version: newest }}
            className="font-medium text-ink underline underline-offset-2"
          >
            {t('Begin from version {newest} instead', { newest })}
          </Link>
        </Notice>
      ) : null}
      <div className="gap-8 lg:grid lg:grid-cols-[11rem_minmax(0,1fr)]">
        <nav aria-label={t('Sections')} className="hidden lg:block">
          <ul className="sticky top-4 flex flex-col gap-0.5">
            {SECTIONS.map(({ id, label }) => (
              <li key={id}>
                <button
                  type="button"
                  aria-current={id === section ? 'true' : undefined}
                  onClick={() => show(id)}
                  className={clsx(
                    'flex min-h-8 w-full items-center gap-2 rounded-lg px-2 py-1 text-left text-sm hover:bg-sunken hover:text-ink',
                    id === section ? 'bg-sunken font-medium text-ink' : 'text-ink-2',
                  )}
                >
                  <span className="min-w-0 flex-1">{label}</span>
                  <Marks wrong={wrongIn(id)} changed={groups.some(group => group.section.id === id)} />
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="mb-4 lg:hidden">
          <select
            aria-label={t('Section')}
            className={clsx(FIELD, 'px-2')}
            value={section}
            onChange={event => show(SECTIONS.find(each => each.id === event.target.value)?.id ?? 'business')}
          >
            {SECTIONS.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
                {wrongIn(id) > 0
                  ? t(' · to mend')
                  : groups.some(group => group.section.id === id)
                    ? t(' · changed')
                    : ''}
              </option>
            ))}
          </select>
        </div>
        <SectionForm id={section} />
      </div>
      {dirty && !readOnly ? (
        <SaveBar
          playbookId={playbookId}
          began={loaded.version}
          basedOn={newest}
          versions={versions}
          groups={groups}
          onDiscard={() => {
            setRefused(NONE);
            setConfig(base);
          }}
          onRefused={found => {
            setRefused(found);
            const [first] = found.keys();
            if (first !== undefined) show(sectionOf(first).id);
          }}
          onShow={show}
        />
      ) : null}
      {blocker.status === 'blocked' ? (
        <Dialog
          title={t('Leave without saving?')}
          action={t('Discard and leave')}
          tone="danger"
          onDo={blocker.proceed}
          onClose={blocker.reset}
        >
          <p>{t('What you changed here is not saved as a version yet.')}</p>
        </Dialog>
      ) : null}
    </DraftContext>
  );
};

const Marks = ({ wrong, changed }: { wrong: number; changed: boolean }) =>
  wrong > 0 ? (
    <span className="rounded-full bg-danger-soft px-1.5 font-medium text-danger-text text-xs tabular-nums">
      {wrong}
      <span className="sr-only"> {t('to mend')}</span>
    </span>
  ) : changed ? (
    <span className="size-1.5 rounded-full bg-accent">
      <span className="sr-only">{t('changed')}</span>
    </span>
  ) : null;
