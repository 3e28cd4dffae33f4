import { createContext, useContext } from 'react';
import { type Path, valueAt } from '../model/paths.ts';
import type { Errors } from '../model/validate.ts';

/** The configuration that is being edited. */
export interface Draft {
  config: unknown;
  /** What it was when the editing began. */
  base: unknown;
  errors: Errors;
  readOnly: boolean;
  set: (path: Path, value: unknown) => void;
}

export const DraftContext = createContext<Draft | null>(null);

export const useDraft = (): Draft => {
  const draft = useContext(DraftContext);
  if (!draft) throw new Error('useDraft needs an editor around it');
  return draft;
};

/** One place of it: its value, what is wrong with it, how to change it. */
export const usePlace = (path: Path) => {
  const { config, errors, readOnly, set } = useDraft();
  return {
    value: valueAt(config, path),
    error: errors.get(path) ?? null,
    readOnly,
    set: (value: unknown) => set(path, value),
  };
};
