import { type SubmitEvent, useState } from 'react';
import { ApiError, explain } from './http.ts';

/** What is wrong with each field of what was sent, by the field's name. */
export const fieldErrors = (error: unknown): Record<string, string> =>
  error instanceof ApiError
    ? Object.fromEntries(error.errors.map(({ path, message }) => [path.replace(/^body\./, ''), upper(message)]))
    : {};

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export interface Submission {
  busy: boolean;
  /** By field. */
  errors: Record<string, string>;
  /** What is said above the button: nothing while every error has its field. */
  problem: string | null;
  /** For the form's onSubmit. */
  onSubmit(event: SubmitEvent<HTMLFormElement>): void;
  clear(): void;
}

/**
 * Sends a form once at a time, and keeps what came back by field.
 * @param work may answer with errors by field of its own, and then nothing was sent.
 */
export function useSubmit(work: () => Promise<Record<string, string> | undefined>): Submission {
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    setProblem(null);
    setErrors({});
    try {
      const own = await work();
      if (own && Object.keys(own).length > 0) {
        setErrors(own);
        focusFirst(form);
      }
    } catch (error) {
      const fields = fieldErrors(error);
      setErrors(fields);
      const { message, hint } = explain(error);
      const shown = Object.keys(fields).some(name => form.elements.namedItem(name));
      if (!shown) setProblem(hint ? `${message} ${hint}` : message);
      focusFirst(form);
    } finally {
      setBusy(false);
    }
  };

  return {
    busy,
    errors,
    problem,
    onSubmit(event) {
      event.preventDefault();
      if (!busy) void submit(event.currentTarget);
    },
    clear() {
      setErrors({});
      setProblem(null);
    },
  };
}

/** After React has marked them. */
const focusFirst = (form: HTMLFormElement): void => {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
};
