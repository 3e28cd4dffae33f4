import type { KeyArea, Scope } from '../../../../../domain/permission/scopes.ts';
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';

const named = (area: KeyArea): string => (area === 'whatsapp' ? 'WhatsApp' : sentence(area));

/** Areas with two boxes each; writing includes reading. What the role may not is not offered. */
export const ScopeTable = ({
  areas,
  possible,
  chosen,
  onChange,
  error,
}: {
  areas: readonly KeyArea[];
  possible: readonly Scope[];
  chosen: readonly Scope[];
  onChange: (scopes: readonly Scope[]) => void;
  error: string | null;
}) => {
  const toggle = (scope: Scope) =>
    onChange(chosen.includes(scope) ? chosen.filter(each => each !== scope) : [...chosen, scope]);
  return (
    <fieldset aria-describedby={error ? 'scopes-error' : undefined}>
      <legend className="mb-1 font-medium text-sm">{t('What it may do')}</legend>
      <div className="divide-y divide-line rounded-xl border border-line">
        {areas
          .filter(area => possible.includes(`${area}:read`))
          .map(area => {
            const writes = chosen.includes(`${area}:write`);
            return (
              <div key={area} className="flex items-center gap-4 px-3.5 py-1.5 text-sm">
                <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{named(area)}</span>
                <Box
                  label={t('read')}
                  name={t('{area}: read', { area: named(area) })}
                  checked={writes || chosen.includes(`${area}:read`)}
                  disabled={writes}
                  onChange={() => toggle(`${area}:read`)}
                />
                {possible.includes(`${area}:write`) ? (
                  <Box
                    label={t('write')}
                    name={t('{area}: write', { area: named(area) })}
                    checked={writes}
                    onChange={() => toggle(`${area}:write`)}
                  />
                ) : (
                  <span className="w-16" />
                )}
              </div>
            );
          })}
      </div>
      {error ? (
        <p id="scopes-error" className="mt-1 text-danger-text text-sm">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
};

const Box = (props: { label: string; name: string; checked: boolean; disabled?: boolean; onChange: () => void }) => (
  <label className="flex h-8 w-16 cursor-pointer items-center gap-1.5">
    <input
      type="checkbox"
      aria-label={props.name}
      checked={props.checked}
      disabled={props.disabled}
      onChange={props.onChange}
      className="size-4 accent-accent"
    />
    <span aria-hidden="true">{props.label}</span>
  </label>
);
