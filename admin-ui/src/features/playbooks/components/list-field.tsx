import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../components/button.tsx';
import { IconButton } from '../../../components/icon-button.tsx';
import { t } from '../../../lib/language.ts';
import { listAt, moved, type Path } from '../model/paths.ts';
import { useDraft } from './draft.ts';

/** A list of entries with fields of their own, in an order that matters. */
export const ListField = ({
  path,
  name,
  add,
  most,
  empty,
  make,
  children,
}: {
  path: Path;
  /** One entry, for buttons and readers: `Question`. */
  name: string;
  /** What the button says. */
  add: string;
  most: number;
  /** What it means that there are none. */
  empty: string;
  make: (list: readonly unknown[]) => unknown;
  children: (path: Path, index: number) => ReactNode;
}) => {
  const { config, errors, readOnly, set } = useDraft();
  const list = listAt(config, path);
  const error = errors.get(path);
  return (
    <div className="flex flex-col gap-3">
      {list.length === 0 ? (
        <p className="rounded-xl border border-line-strong border-dashed px-4 py-5 text-center text-ink-2 text-sm">
          {empty}
        </p>
      ) : (
        <ol className="flex flex-col gap-3">
          {list.map((_entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity of their own; every field shows what its place holds
            <li key={index} className="rounded-xl border border-line bg-surface p-3.5">
              <div className="mb-2 flex items-center gap-1">
                <span className="flex-1 font-medium text-ink-2 text-xs tabular-nums">
                  {name} {index + 1}
                </span>
                {readOnly ? null : (
                  <>
                    <IconButton
                      label={t('Move {name} {number} up', { name: name.toLowerCase(), number: index + 1 })}
                      className="size-7"
                      disabled={index === 0}
                      onClick={() => set(path, moved(list, index, -1))}
                    >
                      <ArrowUp className="size-3.5" aria-hidden="true" />
                    </IconButton>
                    <IconButton
                      label={t('Move {name} {number} down', { name: name.toLowerCase(), number: index + 1 })}
                      className="size-7"
                      disabled={index === list.length - 1}
                      onClick={() => set(path, moved(list, index, 1))}
                    >
                      <ArrowDown className="size-3.5" aria-hidden="true" />
                    </IconButton>
                    <IconButton
                      label={t('Remove {name} {number}', { name: name.toLowerCase(), number: index + 1 })}
                      className="size-7"
                      onClick={() =>
                        set(
                          path,
                          list.filter((_each, at) => at !== index),
                        )
                      }
                    >
                      <Trash2 className="size-3.5" aria-hidden="true" />
                    </IconButton>
                  </>
                )}
              </div>
              {children(`${path}.${index}`, index)}
            </li>
          ))}
        </ol>
      )}
      {error ? <p className="text-danger-text text-sm">{error}</p> : null}
      {readOnly ? null : (
        <span>
          <Button disabled={list.length >= most} onClick={() => set(path, [...list, make(list)])}>
            <Plus className="size-3.5" aria-hidden="true" />
            {add}
          </Button>
        </span>
      )}
    </div>
  );
};
