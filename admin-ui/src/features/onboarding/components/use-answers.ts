import { useEffect, useRef, useState } from 'react';
import type { OnboardingView } from '../../../../../api/contracts/onboarding.ts';
import { type AnswerPart, answersSchema } from '../../../../../domain/onboarding/answers.ts';
import type { Draft } from '../../playbooks/components/draft.ts';
import { valueAt, withValue } from '../../playbooks/model/paths.ts';
import type { Errors } from '../../playbooks/model/validate.ts';
import { useSaveAnswers } from '../api/onboarding.ts';

const REST_MS = 700;

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'wrong';

/** A part of the answers as it is typed: saved by itself after a rest, and when one leaves. */
export function useAnswers(
  part: AnswerPart,
  view: OnboardingView,
  readOnly: boolean,
): { draft: Draft; state: SaveState; error: unknown; flush: () => void } {
  const [config, setConfig] = useState<unknown>(view.answers);
  const [dirty, setDirty] = useState(false);
  const save = useSaveAnswers();
  const latest = useRef({ config, dirty });
  latest.current = { config, dirty };
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const errors = errorsIn(part, config);
  const flush = () => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
    const now = latest.current;
    if (!now.dirty || errorsIn(part, now.config).size > 0) return;
    latest.current = { ...now, dirty: false };
    setDirty(false);
    // What could not be saved is still to be saved: the next change, or "try again", takes it along.
    save.mutate({ [part]: valueAt(now.config, part) }, { onError: () => setDirty(true) });
  };
  const flushNow = useRef(flush);
  flushNow.current = flush;
  useEffect(() => {
    const leave = () => flushNow.current();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, []);

  const draft: Draft = {
    config,
    base: view.answers,
    errors,
    readOnly,
    set: (path, value) => {
      setConfig((before: unknown) => withValue(before, path, value));
      setDirty(true);
      if (timer.current) clearTimeout(timer.current);
      timer.current = setTimeout(() => flushNow.current(), REST_MS);
    },
  };
  const state: SaveState =
    errors.size > 0 ? 'wrong' : save.isPending ? 'saving' : save.isError ? 'failed' : dirty ? 'waiting' : 'saved';
  return { draft, state, error: save.error, flush };
}

function errorsIn(part: AnswerPart, config: unknown): Errors {
  const result = answersSchema.shape[part].safeParse(valueAt(config, part));
  const found = new Map<string, string>();
  for (const issue of result.error?.issues ?? []) {
    const path = [part, ...issue.path].join('.');
    if (!found.has(path)) found.set(path, issue.message);
  }
  return found;
}
