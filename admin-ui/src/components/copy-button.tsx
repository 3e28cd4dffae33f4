import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { t } from '../lib/language.ts';
import { say } from '../lib/toasts.ts';
import { Button } from './button.tsx';

const write = async (text: string) => {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  throw new Error('no clipboard');
};

/** Puts text on the clipboard and says so on the button itself. */
export const CopyButton = ({ text, label = t('Copy') }: { text: () => string; label?: string }) => {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await write(text());
      setDone(true);
      setTimeout(() => setDone(false), 1600);
    } catch {
      say(t('The browser does not let this page use the clipboard. Select the text and copy it by hand.'));
    }
  };
  return (
    <Button size="sm" tone="ghost" onClick={copy}>
      {done ? (
        <Check className="size-3.5 text-good" aria-hidden="true" />
      ) : (
        <Copy className="size-3.5" aria-hidden="true" />
      )}
      <span aria-live="polite">{done ? t('Copied') : label}</span>
    </Button>
  );
};
