import { TextField } from '../../../components/form.tsx';
import { t } from '../../../lib/language.ts';

export const CodeField = ({
  value,
  onChange,
  error,
  hint,
}: {
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  hint?: string;
}) => (
  <TextField
    name="code"
    label={t('Code')}
    inputMode="text"
    autoComplete="one-time-code"
    spellCheck={false}
    maxLength={20}
    value={value}
    onChange={onChange}
    error={error}
    hint={hint ?? t('Six digits from the app, or one of your recovery codes.')}
    className="font-medium tabular-nums tracking-widest"
    data-testid="code"
  />
);
