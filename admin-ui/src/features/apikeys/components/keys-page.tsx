import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { KeyView } from '../../../../../api/contracts/apikeys.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Filled } from '../../../components/filled.tsx';
import { Box, Loaded, Page } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Ago, DayTime } from '../../../components/time.tsx';
import { useNow } from '../../../lib/clock.ts';
import { ms, sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { keysQuery, revokeKey } from '../api/keys.ts';
import { NewKeySheet } from './new-key-sheet.tsx';

const HEADER = 'Authorization: Bearer pl_…';

export const KeysPage = () => {
  const mayMake = useMay(write('settings'));
  const query = useQuery(keysQuery);
  const [making, setMaking] = useState(false);
  const make = mayMake ? (
    <Button tone="primary" onClick={() => setMaking(true)} data-testid="key-new">
      <Plus className="size-4" aria-hidden="true" />
      {t('New key')}
    </Button>
  ) : null;
  return (
    <Page
      title={t('API keys')}
      about={
        <Filled
          text={t('For programs of your own: they send a key as {header}. What they may ask is written in the {link}.')}
          values={{
            header: <code className="text-xs">{HEADER}</code>,
            link: (
              <a href="/api/docs" className="font-medium text-accent-text hover:underline">
                {t('API documentation')}
              </a>
            ),
          }}
        />
      }
      actions={make}
    >
      <Loaded query={query} what={t('The API keys did not load')}>
        {({ keys }) =>
          keys.length === 0 ? (
            <EmptyState icon={<KeyRound className="size-6" />} title={t('No key yet')}>
              {t('A key lets a program read or change what you choose, and nothing else.')}
            </EmptyState>
          ) : (
            <Box>
              <ul className="divide-y divide-line">
                {keys.map(key => (
                  <Row key={key.id} view={key} mayRevoke={mayMake} />
                ))}
              </ul>
            </Box>
          )
        }
      </Loaded>
      {making ? <NewKeySheet onClose={() => setMaking(false)} /> : null}
    </Page>
  );
};

const Row = ({ view, mayRevoke }: { view: KeyView; mayRevoke: boolean }) => {
  const client = useQueryClient();
  const nowMs = useNow(60_000);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const over =
    view.revokedAt !== null || view.madeBy === null || (view.expiresAt !== null && ms(view.expiresAt) <= nowMs);

  const revoke = async () => {
    setBusy(true);
    try {
      await revokeKey(view.id);
      say(t('{name} is revoked.', { name: view.name }));
    } catch (error) {
      sayError(error);
    } finally {
      await client.invalidateQueries(keysQuery);
      setBusy(false);
      setAsking(false);
    }
  };

  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3" data-testid="key">
      <div className="min-w-48 flex-1 text-sm">
        <p className="font-medium [overflow-wrap:anywhere]">
          {view.name} <code className="ml-1 font-normal text-ink-2 text-xs">{view.prefix}…</code>
        </p>
        <p className="text-ink-2 text-xs">
          {sentence(view.role)} ·{' '}
          {view.scopes.length === 1 ? t('1 scope') : t('{count} scopes', { count: view.scopes.length })} ·{' '}
          {view.lastUsedAt ? (
            <Filled text={t('used {when}')} values={{ when: <Ago at={view.lastUsedAt} /> }} />
          ) : (
            t('never used')
          )}
          {over ? null : view.expiresAt ? (
            <>
              {' · '}
              <Filled text={t('ends {when}')} values={{ when: <DayTime at={view.expiresAt} /> }} />
            </>
          ) : (
            t(' · does not end by itself')
          )}
        </p>
        <p className="mt-0.5 text-ink-2 text-xs [overflow-wrap:anywhere]">{view.scopes.join(', ')}</p>
      </div>
      {over ? (
        <span className="text-ink-2 text-sm">
          {view.revokedAt ? t('Revoked') : view.madeBy ? t('Expired') : t('Its maker left')}
        </span>
      ) : mayRevoke ? (
        <Button
          size="sm"
          tone="danger"
          onClick={() => setAsking(true)}
          aria-label={t('Revoke {name}', { name: view.name })}
        >
          {t('Revoke')}
        </Button>
      ) : null}
      {asking ? (
        <Dialog
          title={t('Revoke {name}?', { name: view.name })}
          action={t('Revoke')}
          tone="danger"
          busy={busy}
          onDo={() => void revoke()}
          onClose={() => setAsking(false)}
        >
          <p className="text-ink-2 text-sm">{t('Whatever uses it is refused from now on. It cannot be undone.')}</p>
        </Dialog>
      ) : null}
    </li>
  );
};
