import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { assignmentSchema } from '../../../../../api/contracts/contacts.ts';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { Choices, Tick } from '../../../components/field.tsx';
import { Box, Loaded, Part } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { useMay } from '../../auth/api/session.ts';
import { assignmentQuery, peopleQuery, useChange } from '../api/leads.ts';

type Rule = z.infer<typeof assignmentSchema>;

const MODES = [
  { value: 'off', label: t('Nobody'), about: t('New leads wait until somebody takes them.') },
  { value: 'round_robin', label: t('In turn'), about: t('One after the other, whoever had the longest pause next.') },
  {
    value: 'least_busy',
    label: t('Whoever has the fewest'),
    about: t('Of open leads; won, lost and dropped ones do not count.'),
  },
] as const;

/** Who becomes the owner of whoever writes for the first time, is added by hand or imported (C-LEAD-8). */
export const AssignmentPart = () => {
  const rule = useQuery(assignmentQuery);
  return (
    <Part
      title={t('New leads')}
      about={t(
        'Who owns somebody who writes for the first time, is added by hand or imported. The agent answers all the same; owners are told.',
      )}
    >
      <Loaded query={rule} what={t('The rule did not load')} rows={1}>
        {saved => <RuleForm key={JSON.stringify(saved)} saved={saved} />}
      </Loaded>
    </Part>
  );
};

const RuleForm = ({ saved }: { saved: Rule }) => {
  const people = useQuery(peopleQuery).data ?? [];
  const readOnly = !useMay(write('settings'));
  const change = useChange(t('Saved. It holds for leads from now on.'));
  const [rule, setRule] = useState(saved);
  const changed = JSON.stringify(rule) !== JSON.stringify(saved);
  const nobody = rule.mode !== 'off' && rule.memberIds.length === 0;
  return (
    <Box className="p-4">
      <form
        className="flex flex-col gap-4"
        onSubmit={event => {
          event.preventDefault();
          if (!nobody) change.mutate({ path: '/settings/lead-assignment', method: 'PUT', body: rule });
        }}
      >
        <Choices
          legend={t('Owned by')}
          value={rule.mode}
          disabled={readOnly}
          onChange={mode => setRule(before => ({ ...before, mode }))}
          options={MODES}
        />
        {rule.mode === 'off' ? null : (
          <fieldset className="min-w-0">
            <legend className="mb-1.5 font-medium text-sm">{t('Who takes part')}</legend>
            <div className="grid gap-2 sm:grid-cols-2">
              {people.map(member => (
                <Tick
                  key={member.id}
                  checked={rule.memberIds.includes(member.id)}
                  disabled={readOnly}
                  onChange={on =>
                    setRule(before => ({
                      ...before,
                      memberIds: on
                        ? [...before.memberIds, member.id]
                        : before.memberIds.filter(known => known !== member.id),
                    }))
                  }
                >
                  <span className="[overflow-wrap:anywhere]">{member.name}</span>
                </Tick>
              ))}
            </div>
            {nobody ? <p className="mt-2 text-ink-2 text-sm">{t('Choose at least one.')}</p> : null}
          </fieldset>
        )}
        {readOnly ? null : (
          <Button
            type="submit"
            tone="primary"
            className="self-start"
            disabled={!changed || nobody || change.isPending}
            data-testid="save-assignment"
          >
            {t('Save')}
          </Button>
        )}
      </form>
    </Box>
  );
};
