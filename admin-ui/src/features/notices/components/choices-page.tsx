import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { noticeChoicesSchema } from '../../../../../api/contracts/notifications.ts';
import { Box, Loaded, Page } from '../../../components/page.tsx';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { sayError } from '../../../lib/toasts.ts';
import { choicesQuery, saveChoices } from '../api/notices.ts';
import { KIND_WORDS } from '../model/words.ts';
import { ThisBrowser } from './this-browser.tsx';

type Choice = z.infer<typeof noticeChoicesSchema>['choices'][number];

/** Of what one is told, at the bell and by the browser: each member for themselves, saved as it is ticked. */
export const ChoicesPage = () => {
  const choices = useQuery(choicesQuery);
  return (
    <Page
      title={t('Notifications')}
      about={t('What you are told. It is your own choice: nobody else’s notifications change.')}
    >
      <ThisBrowser />
      <Loaded query={choices} what={t('Your choices did not load')}>
        {all => <Table choices={all} />}
      </Loaded>
    </Page>
  );
};

const WAYS = [
  { way: 'inApp', label: t('Bell'), testId: 'notice' },
  { way: 'push', label: t('Browser'), testId: 'push' },
] as const;

const Table = ({ choices }: { choices: Choice[] }) => {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const change = async (kind: Choice['kind'], part: Partial<Choice>) => {
    setBusy(true);
    const next = choices.map(choice => (choice.kind === kind ? { ...choice, ...part } : choice));
    try {
      await saveChoices({ choices: next.map(({ kind: each, inApp, push }) => ({ kind: each, inApp, push })) });
    } catch (error) {
      sayError(error);
    }
    await client.invalidateQueries({ queryKey: keys.noticeChoices });
    setBusy(false);
  };
  return (
    <Box>
      <table className="w-full text-base">
        <thead>
          <tr className="border-line border-b text-ink-2 text-xs">
            <th scope="col" className="px-3.5 py-2 text-left font-medium">
              {t('Tell me when')}
            </th>
            {WAYS.map(({ way, label }) => (
              <th key={way} scope="col" className="w-16 px-1 py-2 text-center font-medium sm:w-24">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {choices.map(choice => (
            <tr key={choice.kind} className="hover:bg-sunken">
              <th scope="row" className="px-3.5 py-2.5 text-left font-normal">
                {KIND_WORDS[choice.kind]}
              </th>
              {WAYS.map(({ way, label, testId }) => (
                <td key={way} className="p-0 text-center">
                  <label className="flex cursor-pointer justify-center py-2.5">
                    <input
                      type="checkbox"
                      checked={way === 'push' ? choice.push && choice.inApp : choice.inApp}
                      // What the bell does not tell, the browser does not either.
                      disabled={busy || (way === 'push' && !choice.inApp)}
                      aria-label={`${KIND_WORDS[choice.kind]}: ${label}`}
                      data-testid={`${testId}-${choice.kind}`}
                      onChange={event => void change(choice.kind, { [way]: event.target.checked })}
                      className="size-4 accent-accent disabled:opacity-40"
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Box>
  );
};
