import { labelOf } from '../model/labels.ts';
import type { Path } from '../model/paths.ts';
import { usePlace } from './draft.ts';

/** Some of a fixed set, in its order; none is any. */
export const SetField = ({
  path,
  options,
}: {
  path: Path;
  options: readonly (readonly [value: string, label: string])[];
}) => {
  const { value, error, readOnly, set } = usePlace(path);
  const chosen = Array.isArray(value) ? value : [];
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium text-sm">{labelOf(path)}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map(([key, label]) => (
          <label
            key={key}
            className="cursor-pointer rounded-full border border-line-strong bg-surface px-2.5 py-0.5 text-sm focus-within:outline-2 focus-within:outline-accent has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-text has-disabled:cursor-not-allowed"
          >
            <input
              type="checkbox"
              className="sr-only"
              checked={chosen.includes(key)}
              disabled={readOnly}
              onChange={event =>
                set(
                  options
                    .map(([each]) => each)
                    .filter(each => (each === key ? event.target.checked : chosen.includes(each))),
                )
              }
            />
            {label}
          </label>
        ))}
      </div>
      {error ? <p className="mt-1 text-danger-text text-sm">{error}</p> : null}
    </fieldset>
  );
};
