import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { noticeChoicesSchema } from '../../../../../api/contracts/notifications.ts';
import { Box, Loaded, Page } from '../../../components/page.tsx';
import { keys } from '../../../lib/keys.ts';
import { sayError } from '../../../lib/toasts.ts';
import { choicesQuery, saveChoices } from '../api/notices.ts';

type Choice = z.infer<typeof noticeChoicesSchema>['choices'][number];

/** Of what one is told in Parley: each member for themselves, saved as it is ticked. */
export const ChoicesPage = () => {
  const choices = useQuery(choicesQuery);
  return (
    <Page
      title="Notifications"
      about="What the bell tells you. It is your own choice: nobody else’s notifications change."
    >
      <Loaded query={choices} what="Your choices did not load">
        {all => <Table choices={all} />}
      </Loaded>
    </Page>
  );
};

const Table = ({ choices }: { choices: Choice[] }) => {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const change = async (kind: Choice['kind'], inApp: boolean) => {
    setBusy(true);
    const next = choices.map(choice => (choice.kind === kind ? { ...choice, inApp } : choice));
    try {
      await saveChoices({
        choices: next.map(({ kind: each, inApp: shown, push }) => ({ kind: each, inApp: shown, push })),
      });
    } catch (error) {
      sayError(error);
    }
    await client.invalidateQueries({ queryKey: keys.noticeChoices });
    setBusy(false);
  };
  return (
    <Box>
      <ul className="divide-y divide-line">
        {choices.map(({ kind, label, inApp }) => (
          <li key={kind}>
            <label className="flex cursor-pointer items-center gap-3 px-3.5 py-2.5 text-base hover:bg-sunken">
              <input
                type="checkbox"
                checked={inApp}
                disabled={busy}
                data-testid={`notice-${kind}`}
                onChange={event => void change(kind, event.target.checked)}
                className="size-4 accent-accent"
              />
              {label}
            </label>
          </li>
        ))}
      </ul>
    </Box>
  );
};
