import type { ReactNode } from 'react';
import { Mark } from '../../../components/brand.tsx';
import { chooseLanguage, LANGUAGES, otherLanguage } from '../../../lib/language.ts';

/** What stands before the rooms: signing in, up, and setting a new password. */
export const Door = ({ about, children, foot }: { about: ReactNode; children: ReactNode; foot?: ReactNode }) => (
  <main className="flex h-full items-start justify-center overflow-y-auto bg-canvas p-4 sm:items-center">
    <div className="my-auto w-full max-w-90 py-4">
      <div className="mb-6 flex items-center gap-3">
        <Mark className="size-9" />
        <h1 className="font-semibold text-xl tracking-tight">Parley</h1>
      </div>
      <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-6">
        <div className="text-base text-ink-2 [overflow-wrap:anywhere]">{about}</div>
        {children}
      </div>
      {foot ? <div className="mt-4 text-center text-ink-2 text-sm">{foot}</div> : null}
      <p className="mt-4 text-center text-sm">
        <button
          type="button"
          lang={otherLanguage}
          data-testid="other-language"
          onClick={() => chooseLanguage(otherLanguage)}
          className="rounded px-2 py-1 text-ink-2 underline-offset-2 hover:text-ink hover:underline"
        >
          {LANGUAGES[otherLanguage]}
        </button>
      </p>
    </div>
  </main>
);

export const LINK = 'font-medium text-accent-text underline-offset-2 hover:underline';
