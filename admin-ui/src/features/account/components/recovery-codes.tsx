import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { t } from '../../../lib/language.ts';

export const RecoveryCodes = ({ codes, onDone }: { codes: string[]; onDone: () => void }) => (
  <div className="flex flex-col gap-4">
    <p className="text-ink-2 text-sm">
      {t(
        'Each works once in place of a code, for when your phone is lost. Keep them where you keep passwords: they are shown this once.',
      )}
    </p>
    <ul
      className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-lg border border-line bg-sunken px-4 py-3 font-medium text-base tabular-nums"
      data-testid="recovery-codes"
    >
      {codes.map(code => (
        <li key={code} className="select-all tracking-wide">
          {code}
        </li>
      ))}
    </ul>
    <div className="flex flex-wrap items-center justify-between gap-2">
      <CopyButton text={() => codes.join('\n')} label={t('Copy all')} />
      <Button tone="primary" onClick={onDone}>
        {t('I have kept them')}
      </Button>
    </div>
  </div>
);
