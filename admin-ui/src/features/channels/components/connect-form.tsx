import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import type { CheckView } from '../../../../../api/contracts/channels.ts';
import { Button } from '../../../components/button.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { fieldErrors } from '../../../lib/submit.ts';
import { say } from '../../../lib/toasts.ts';
import { checkNumber, useConnect } from '../api/channels.ts';

const EMPTY = { name: 'WhatsApp', phoneNumberId: '', businessAccountId: '', accessToken: '', appSecret: '' };
type Given = typeof EMPTY;

const FIELDS: readonly { field: Exclude<keyof Given, 'name'>; label: string; hint: string; secret?: true }[] = [
  {
    field: 'phoneNumberId',
    label: t('Phone number ID'),
    hint: t('Meta for Developers, your app, WhatsApp, API setup: below “From”.'),
  },
  {
    field: 'businessAccountId',
    label: t('WhatsApp Business Account ID'),
    hint: t('On the same page, beside it.'),
  },
  {
    field: 'accessToken',
    label: t('Access token'),
    hint: t('Of a system user, without an end: Business settings, System users, Generate token.'),
    secret: true,
  },
  { field: 'appSecret', label: t('App secret'), hint: t('Your app, App settings, Basic.'), secret: true },
];

/** Four credentials, each checked with WhatsApp before anything is stored. */
export const ConnectForm = ({ onConnected }: { onConnected: () => void }) => {
  const [given, setGiven] = useState(EMPTY);
  const [checks, setChecks] = useState<readonly CheckView[]>([]);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const connect = useConnect();

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setErrors({});
    setProblem(null);
    try {
      const { name, ...credentials } = given;
      const found = await checkNumber(credentials);
      setChecks(found.checks);
      if (found.checks.every(check => check.state === 'right')) {
        await connect.mutateAsync({ ...credentials, name });
        say(t('The number is connected.'));
        onConnected();
      }
    } catch (error) {
      const fields = fieldErrors(error);
      setErrors(fields);
      const { message, hint } = explain(error);
      if (Object.keys(fields).length === 0) setProblem(hint ? `${message} ${hint}` : message);
    } finally {
      setBusy(false);
    }
  };
  const set = (field: keyof Given) => (value: string) => {
    setGiven(all => ({ ...all, [field]: value }));
    setChecks(all => all.filter(check => check.field !== field));
  };
  return (
    <form noValidate onSubmit={event => void submit(event)} className="flex flex-col gap-4">
      <TextField name="name" label={t('Name')} value={given.name} onChange={set('name')} hint={t('For your people.')} />
      {FIELDS.map(({ field, label, hint, secret }) => {
        const check = checks.find(each => each.field === field);
        return (
          <div key={field} className="flex flex-col gap-1.5">
            <TextField
              name={field}
              label={label}
              value={given[field]}
              onChange={set(field)}
              hint={hint}
              autoComplete="off"
              spellCheck={false}
              error={errors[field]}
              {...(secret ? { type: 'password' } : { inputMode: 'numeric' as const })}
            />
            {check ? <Verdict check={check} /> : null}
          </div>
        );
      })}
      <Problem>{problem}</Problem>
      <div>
        <Button type="submit" tone="primary" disabled={busy} data-testid="connect-number">
          {busy ? t('Asking WhatsApp…') : t('Check and connect')}
        </Button>
      </div>
    </form>
  );
};

const Verdict = ({ check: { field, state, message, hint } }: { check: CheckView }) => (
  <p
    role="status"
    data-testid={`check-${field}`}
    data-state={state}
    className={`flex items-start gap-1.5 text-sm [overflow-wrap:anywhere] ${state === 'wrong' ? 'text-danger-text' : 'text-ink-2'}`}
  >
    {state === 'right' ? (
      <CircleCheck className="mt-0.5 size-3.5 shrink-0 text-good" aria-hidden="true" />
    ) : state === 'wrong' ? (
      <CircleX className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
    ) : (
      <CircleHelp className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
    )}
    <span>
      {message} {hint}
    </span>
  </p>
);
