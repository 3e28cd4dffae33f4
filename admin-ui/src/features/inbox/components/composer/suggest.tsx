import { Loader, Sparkles } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { Tip } from '../../../../components/tip.tsx';
import { useCommands } from '../../../../lib/commands.ts';
import { explain } from '../../../../lib/http.ts';
import { t } from '../../../../lib/language.ts';
import { useStore } from '../../../../lib/store.ts';
import { useSuggestion } from '../../api/suggest.ts';
import { callComposer, composerTexts, setComposerText } from '../../model/state.ts';

const LABEL = t('Suggest a reply');

/** Lets the agent write what a person then sends, changes, or throws away. */
export function useSuggest(conversationId: string) {
  const suggestion = useSuggestion(conversationId);
  const { mutate, reset, isPending, data, error } = suggestion;
  /** What stood there before, to go back to. */
  const [before, setBefore] = useState<string | null>(null);
  const now = useStore(composerTexts, texts => texts[conversationId] ?? '');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation begins anew
  useEffect(() => {
    reset();
    setBefore(null);
  }, [conversationId]);
  const ask = () =>
    mutate(undefined, {
      onSuccess: ({ text }) => {
        if (text === null) return;
        setBefore(composerTexts.get()[conversationId] ?? '');
        setComposerText(conversationId, text);
        callComposer();
      },
    });
  const commands = useMemo(
    () => [
      { id: 'suggest', label: LABEL, group: t('Conversation'), run: () => document.getElementById('suggest')?.click() },
    ],
    [],
  );
  useCommands(commands);
  const words = error ? explain(error) : null;
  const note = words
    ? [words.message, words.hint].filter(Boolean).join(' ')
    : data && (data.text === null || data.text === now)
      ? data.text === null
        ? t('The agent would write nothing: {why}', { why: data.why })
        : [
            data.why,
            data.sources.length > 0 ? t('From: {sources}.', { sources: [...new Set(data.sources)].join(', ') }) : '',
          ]
            .filter(Boolean)
            .join(' ')
      : null;
  const undo =
    before !== null && data?.text === now
      ? () => {
          setComposerText(conversationId, before);
          setBefore(null);
          reset();
        }
      : null;
  return { ask, isPending, note, undo };
}

export const SuggestButton = ({ ask, isPending }: { ask: () => void; isPending: boolean }) => (
  <Tip label={LABEL}>
    <button
      type="button"
      id="suggest"
      aria-label={LABEL}
      aria-busy={isPending}
      data-testid="suggest"
      disabled={isPending}
      onClick={ask}
      className="inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink"
    >
      {isPending ? (
        <Loader className="size-4.5 animate-spin motion-reduce:animate-none" aria-hidden="true" />
      ) : (
        <Sparkles className="size-4.5" aria-hidden="true" />
      )}
    </button>
  </Tip>
);

/** Why it was suggested, or why nothing was. */
export const SuggestNote = ({ note, undo }: { note: string | null; undo: (() => void) | null }) => (
  <p
    role="status"
    data-testid="suggest-note"
    className="px-1 pt-1 text-ink-2 text-xs empty:hidden [overflow-wrap:anywhere]"
  >
    {note}
    {undo ? (
      <button
        type="button"
        onClick={undo}
        data-testid="suggest-undo"
        className="ml-1.5 font-medium text-ink underline underline-offset-2"
      >
        {t('Undo')}
      </button>
    ) : null}
  </p>
);
