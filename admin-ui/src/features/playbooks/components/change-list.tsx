import { clsx } from 'clsx';
import type { ChangeGroup, ChangeLine } from '../model/changes.ts';
import { wordDiff } from '../model/word-diff.ts';

/** Differences by section: short values beside each other, texts word by word. */
export const ChangeList = ({ groups, compact = false }: { groups: readonly ChangeGroup[]; compact?: boolean }) => (
  <div className={clsx('flex flex-col', compact ? 'gap-4' : 'gap-6')} data-testid="changes">
    {groups.map(({ section, lines }) => (
      <section key={section.id} aria-label={section.label}>
        <h3 className="mb-1.5 font-medium text-ink-2 text-xs">{section.label}</h3>
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
          {lines.map(line => (
            <li key={`${line.path}-${line.label}`} className="px-3.5 py-2.5 text-sm">
              <p className="font-medium [overflow-wrap:anywhere]">{line.label}</p>
              <Values line={line} />
            </li>
          ))}
        </ul>
      </section>
    ))}
  </div>
);

const GONE = 'bg-danger-soft text-danger-text line-through decoration-danger/50';
const COME = 'bg-accent-soft text-accent-text';

const Values = ({ line: { before, after } }: { line: ChangeLine }) => {
  if (before !== null && after !== null && (before.length > 30 || after.length > 30))
    return (
      <p dir="auto" className="mt-1 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {wordDiff(before, after).map((piece, index) =>
          piece.kind === 'same' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in their order
            <span key={index}>{piece.text}</span>
          ) : piece.kind === 'gone' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <del key={index} className={clsx('rounded-sm', GONE)}>
              {piece.text}
            </del>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <ins key={index} className={clsx('rounded-sm no-underline', COME)}>
              {piece.text}
            </ins>
          ),
        )}
      </p>
    );
  return (
    <p className="mt-1 flex flex-wrap items-baseline gap-x-2 gap-y-1">
      {before === null ? null : (
        <del dir="auto" className={clsx('whitespace-pre-wrap rounded-sm px-1 [overflow-wrap:anywhere]', GONE)}>
          {before}
        </del>
      )}
      {before !== null && after !== null ? (
        <span className="text-ink-3" aria-hidden="true">
          →
        </span>
      ) : null}
      {after === null ? null : (
        <ins
          dir="auto"
          className={clsx('whitespace-pre-wrap rounded-sm px-1 no-underline [overflow-wrap:anywhere]', COME)}
        >
          {after}
        </ins>
      )}
    </p>
  );
};
