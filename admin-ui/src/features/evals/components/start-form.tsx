import { Play } from 'lucide-react';
import { useId, useState } from 'react';
import type { EvalList } from '../../../../../api/contracts/evals.ts';
import { Button } from '../../../components/button.tsx';
import { t } from '../../../lib/language.ts';
import { useStartEval } from '../api/evals.ts';

type Version = EvalList['versions'][number];
const idOf = (one: Version): string => `${one.playbookId}/${one.version}`;

/** Which version, and beside which other one. */
export const StartForm = ({
  list,
  wanted,
  onStarted,
}: {
  list: EvalList;
  /** The version one came for; it is played beside the one in use. */
  wanted: { playbook?: string; version?: number };
  onStarted: (runId: string) => void;
}) => {
  const { versions, runs } = list;
  const first = versions.find(one => one.current) ?? versions[0];
  const came = versions.find(one => one.playbookId === wanted.playbook && one.version === wanted.version);
  const [chosen, setChosen] = useState<string | null>(came ? idOf(came) : null);
  const [against, setAgainst] = useState(() => {
    const inUse = versions.find(one => came && one.playbookId === came.playbookId && one.current);
    return inUse && inUse.version !== came?.version ? String(inUse.version) : '';
  });
  const start = useStartEval(onStarted);
  const fieldId = useId();
  const picked = versions.find(one => idOf(one) === chosen) ?? first;
  if (!picked) return null;
  const others = versions.filter(one => one.playbookId === picked.playbookId && one.version !== picked.version);
  const running = runs.some(run => run.state === 'RUNNING');
  const several = new Set(versions.map(one => one.playbookId)).size > 1;
  const label = ({ playbook, version, current }: Version): string => {
    const name = current ? t('Version {version} (in use)', { version }) : t('Version {version}', { version });
    return several ? `${playbook} · ${name}` : name;
  };
  const select = 'h-8 min-w-44 rounded-lg border border-line-strong bg-surface px-2 text-sm';

  return (
    <form
      className="flex flex-wrap items-end gap-4 rounded-xl border border-line bg-raised p-4"
      onSubmit={event => {
        event.preventDefault();
        const other = others.find(one => String(one.version) === against);
        start.mutate({
          playbookId: picked.playbookId,
          version: picked.version,
          ...(other ? { against: other.version } : {}),
        });
      }}
    >
      <label className="flex flex-col gap-1 text-sm" htmlFor={`${fieldId}-version`}>
        <span className="text-ink-2">{t('Playbook')}</span>
        <select
          id={`${fieldId}-version`}
          className={select}
          value={idOf(picked)}
          onChange={event => {
            setChosen(event.target.value);
            setAgainst('');
          }}
        >
          {versions.map(one => (
            <option key={idOf(one)} value={idOf(one)}>
              {label(one)}
            </option>
          ))}
        </select>
      </label>
      <label className="flex flex-col gap-1 text-sm" htmlFor={`${fieldId}-against`}>
        <span className="text-ink-2">{t('Beside')}</span>
        <select
          id={`${fieldId}-against`}
          className={select}
          value={against}
          disabled={others.length === 0}
          onChange={event => setAgainst(event.target.value)}
        >
          <option value="">{others.length === 0 ? t('There is no other version') : t('No other version')}</option>
          {others.map(one => (
            <option key={one.version} value={one.version}>
              {label(one)}
            </option>
          ))}
        </select>
      </label>
      <Button tone="primary" type="submit" disabled={running || start.isPending}>
        <Play className="size-3.5" aria-hidden="true" />
        {running ? t('One is running') : t('Start')}
      </Button>
    </form>
  );
};
