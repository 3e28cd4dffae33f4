import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { write } from '../../../../../domain/permission/permission.ts';
import { Button } from '../../../components/button.tsx';
import { FIELD, Field } from '../../../components/field.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Box, Page } from '../../../components/page.tsx';
import { call } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { t } from '../../../lib/language.ts';
import { useSubmit } from '../../../lib/submit.ts';
import { say } from '../../../lib/toasts.ts';
import { useMay, useMe } from '../../auth/api/session.ts';

const CURRENCIES = ['USD', 'EUR', 'GBP', 'INR', 'AED', 'BRL', 'CAD', 'AUD', 'SGD', 'MXN', 'JPY', 'CHF'];

/** Name, time zone and currency of the organization one works in. */
export const OrganizationPage = () => {
  const { organization } = useMe();
  const readOnly = !useMay(write('settings'));
  const client = useQueryClient();
  const [given, setGiven] = useState({
    name: organization.name,
    zone: organization.zone,
    currency: organization.currency,
  });
  const set = (field: keyof typeof given) => (value: string) => setGiven(all => ({ ...all, [field]: value }));
  const same = (Object.keys(given) as (keyof typeof given)[]).every(field => given[field] === organization[field]);
  const form = useSubmit(async () => {
    await call(`/workspaces/${organization.id}`, { method: 'PATCH', body: given });
    await client.invalidateQueries({ queryKey: keys.me });
    await client.invalidateQueries({ queryKey: ['organizations'] });
    say(t('Saved.'));
    return undefined;
  });
  return (
    <Page title={t('Organization')} about={t('How it is called, which time it lives in, and the money it counts in.')}>
      {readOnly ? <Notice>{t('Your role may look at this, but not change it.')}</Notice> : null}
      <Box className="p-5">
        <form noValidate onSubmit={form.onSubmit} className="flex max-w-100 flex-col gap-4">
          <TextField
            name="name"
            label={t('Name')}
            value={given.name}
            disabled={readOnly}
            onChange={set('name')}
            error={form.errors.name}
          />
          <Field
            label={t('Time zone')}
            error={form.errors.zone}
            hint={t('Of every time that is shown, of contact hours, and of contacts whose own is not known.')}
          >
            {ids => (
              <select
                {...ids}
                name="zone"
                className={`${FIELD} px-2`}
                disabled={readOnly}
                value={given.zone}
                onChange={event => set('zone')(event.target.value)}
              >
                {zones(given.zone).map(zone => (
                  <option key={zone} value={zone}>
                    {zone.replaceAll('_', ' ')}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('Currency')} error={form.errors.currency} hint={t('Of what won leads are worth.')}>
            {ids => (
              <select
                {...ids}
                name="currency"
                className={`${FIELD} px-2`}
                disabled={readOnly}
                value={given.currency}
                onChange={event => set('currency')(event.target.value)}
              >
                {[...new Set([given.currency, ...CURRENCIES])].map(currency => (
                  <option key={currency}>{currency}</option>
                ))}
              </select>
            )}
          </Field>
          <Problem>{form.problem}</Problem>
          <div>
            <Button
              type="submit"
              tone="primary"
              disabled={readOnly || same || form.busy}
              data-testid="organization-save"
            >
              {form.busy ? t('Saving…') : t('Save')}
            </Button>
          </div>
        </form>
      </Box>
    </Page>
  );
};

const zones = (current: string): string[] => [...new Set([current, ...Intl.supportedValuesOf('timeZone')])];
