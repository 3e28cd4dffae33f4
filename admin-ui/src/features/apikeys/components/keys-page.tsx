import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { KeyView } from '../../../../../api/contracts/apikeys.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Box, Loaded, Page } from '../../../components/page.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { Ago, DayTime } from '../../../components/time.tsx';
import { useNow } from '../../../lib/clock.ts';
import { ms, sentence } from '../../../lib/format.ts';
import { say, sayError } from '../../../lib/toasts.ts';
import { useMay } from '../../auth/api/session.ts';
import { keysQuery, revokeKey } from '../api/keys.ts';
import { NewKeySheet } from './new-key-sheet.tsx';

export const KeysPage = () => {
  const mayMake = useMay(write('settings'));
  const query = useQuery(keysQuery);
  const [making, setMaking] = useState(false);
  const make = mayMake ? (
    <Button tone="primary" onClick={() => setMaking(true)} data-testid="key-new">
      <Plus className="size-4" aria-hidden="true" />
      New key
    </Button>
  ) : null;
  return (
    <Page
      title="API keys"
      about={
        <>
          For programs of your own: they send a key as <code className="text-xs">Authorization: Bearer pl_…</code>. What
          they may ask is written in the{' '}
          <a href="/api/docs" className="font-medium text-accent-text hover:underline">
            API documentation
          </a>
          .
        </>
      }
      actions={make}
    >
      <Loaded query={query} what="The API keys did not load">
        {({ keys }) =>
          keys.length === 0 ? (
            <EmptyState icon={<KeyRound className="size-6" />} title="No key yet">
              A key lets a program read or change what you choose, and nothing else.
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
      say(`${view.name} is revoked.`);
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
          {sentence(view.role)} · {view.scopes.length === 1 ? '1 scope' : `${view.scopes.length} scopes`} ·{' '}
          {view.lastUsedAt ? (
            <>
              used <Ago at={view.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
          {over ? null : view.expiresAt ? (
            <>
              {' · ends '}
              <DayTime at={view.expiresAt} />
            </>
          ) : (
            ' · does not end by itself'
          )}
        </p>
        <p className="mt-0.5 text-ink-2 text-xs [overflow-wrap:anywhere]">{view.scopes.join(', ')}</p>
      </div>
      {over ? (
        <span className="text-ink-2 text-sm">
          {view.revokedAt ? 'Revoked' : view.madeBy ? 'Expired' : 'Its maker left'}
        </span>
      ) : mayRevoke ? (
        <Button size="sm" tone="danger" onClick={() => setAsking(true)} aria-label={`Revoke ${view.name}`}>
          Revoke
        </Button>
      ) : null}
      {asking ? (
        <Dialog
          title={`Revoke ${view.name}?`}
          action="Revoke"
          tone="danger"
          busy={busy}
          onDo={() => void revoke()}
          onClose={() => setAsking(false)}
        >
          <p className="text-ink-2 text-sm">Whatever uses it is refused from now on. It cannot be undone.</p>
        </Dialog>
      ) : null}
    </li>
  );
};
