import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useMe } from '../../auth/api/session.ts';
import { areasFor } from '../model/areas.ts';

/** What can be set, each in one sentence. */
export const SettingsHome = () => {
  const me = useMe();
  return (
    <div className="mx-auto flex max-w-180 flex-col gap-7 px-4 py-6 md:px-8 md:py-8">
      {areasFor(me.role).map(group => (
        <section key={group.label}>
          <h2 className="mb-2 font-semibold text-base">{group.label}</h2>
          <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
            {group.areas.map(({ to, label, about, Icon }) => (
              <li key={to}>
                <Link to={to} className="focus-inset flex items-center gap-4 bg-surface px-4 py-3.5 hover:bg-sunken">
                  <Icon className="size-5 shrink-0 text-ink-3" aria-hidden="true" />
                  <span className="min-w-0 flex-1">
                    <span className="block font-medium">{label}</span>
                    <span className="block text-ink-2 text-sm">{about}</span>
                  </span>
                  <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
};
