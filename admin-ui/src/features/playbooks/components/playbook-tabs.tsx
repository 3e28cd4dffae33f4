import { Link } from '@tanstack/react-router';
import { t } from '../../../lib/language.ts';

const TAB =
  'inline-flex h-9 items-center border-transparent border-b-2 px-1 font-medium text-ink-2 text-sm hover:text-ink data-[status=active]:border-accent data-[status=active]:text-ink';

/** The pages of one playbook. */
export const PlaybookTabs = ({ playbookId }: { playbookId: string }) => {
  const params = { playbookId };
  return (
    <nav aria-label={t('Playbook')} className="-mt-3 flex gap-5 border-line border-b">
      <Link
        to="/settings/playbooks/$playbookId"
        params={params}
        activeOptions={{ exact: true, includeSearch: false }}
        className={TAB}
      >
        {t('Configuration')}
      </Link>
      <Link to="/settings/playbooks/$playbookId/versions" params={params} className={TAB}>
        {t('Versions')}
      </Link>
      <Link to="/settings/playbooks/$playbookId/diff" params={params} className={TAB}>
        {t('Compare')}
      </Link>
    </nav>
  );
};

/** `dental_clinic` as people write it. */
export const playbookName = (name: string): string => {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};
