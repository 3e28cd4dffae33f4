/** How fields of this page look. */
export const FIELD =
  'w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 py-1.5 text-base text-ink aria-invalid:border-danger';
export const CARD = 'rounded-xl border border-line bg-raised p-4';
