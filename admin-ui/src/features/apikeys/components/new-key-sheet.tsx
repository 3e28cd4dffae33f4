import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { KEY_AREAS, type Scope, scopesOf } from '../../../../../domain/permission/scopes.ts';
import { ROLES, type Role } from '../../../../../domain/words.ts';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Sheet } from '../../../components/sheet.tsx';
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { useMe } from '../../auth/api/session.ts';
import { keysQuery, makeKey } from '../api/keys.ts';
import { ScopeTable } from './scope-table.tsx';

const DAY_MS = 86_400_000;
const LIVES: [string, string][] = [
  ['30', t('30 days')],
  ['90', t('90 days')],
  ['365', t('a year')],
  ['', t('until it is revoked')],
];

export const NewKeySheet = ({ onClose }: { onClose: () => void }) => {
  const [key, setKey] = useState<string | null>(null);
  return (
    <Sheet label={key ? t('Your new key') : t('New API key')} onClose={onClose}>
      {key ? <Made value={key} onClose={onClose} /> : <Form onMade={setKey} />}
    </Sheet>
  );
};

const Form = ({ onMade }: { onMade: (key: string) => void }) => {
  const mine = useMe().role;
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>(mine);
  const [days, setDays] = useState('90');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const possible = scopesOf(role);
  const form = useSubmit(async () => {
    const chosen = scopes.filter(scope => possible.includes(scope));
    const wrong: Record<string, string> = {};
    if (name.trim() === '') wrong.name = t('Write what it is for.');
    if (chosen.length === 0) wrong.scopes = t('Choose what it may do.');
    if (Object.keys(wrong).length > 0) return wrong;
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    const { key } = await makeKey({ name: name.trim(), role, scopes: chosen, expiresAt });
    await client.invalidateQueries(keysQuery);
    onMade(key);
    return undefined;
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <TextField
        name="name"
        label={t('What it is for')}
        autoFocus
        autoComplete="off"
        value={name}
        onChange={setName}
        error={form.errors.name}
      />
      <div className="grid grid-cols-1 gap-4 min-[380px]:grid-cols-2">
        <Field label={t('Role')} hint={t('The most it could ever do.')} error={form.errors.role}>
          {ids => (
            <select {...ids} value={role} onChange={event => setRole(event.target.value as Role)} className={FIELD}>
              {ROLES.slice(ROLES.indexOf(mine)).map(each => (
                <option key={each} value={each}>
                  {sentence(each)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('Works for')} error={form.errors.expiresAt}>
          {ids => (
            <select {...ids} value={days} onChange={event => setDays(event.target.value)} className={FIELD}>
              {LIVES.map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <ScopeTable
        areas={KEY_AREAS}
        possible={possible}
        chosen={scopes}
        onChange={setScopes}
        error={form.errors.scopes ?? null}
      />
      <Problem>{form.problem}</Problem>
      <Button type="submit" tone="primary" className="self-end" disabled={form.busy} data-testid="key-make">
        {t('Make the key')}
      </Button>
    </form>
  );
};

const Made = ({ value, onClose }: { value: string; onClose: () => void }) => (
  <div className="flex flex-col gap-4">
    <p className="text-ink-2 text-sm">{t('Copy it now: it is shown this once, and kept nowhere.')}</p>
    <code
      className="select-all rounded-lg border border-line bg-sunken px-3 py-2 text-sm [overflow-wrap:anywhere]"
      data-testid="key-value"
    >
      {value}
    </code>
    <div className="flex flex-wrap items-center justify-between gap-2">
      <CopyButton text={() => value} label={t('Copy the key')} />
      <Button tone="primary" onClick={onClose}>
        {t('I have kept it')}
      </Button>
    </div>
  </div>
);
