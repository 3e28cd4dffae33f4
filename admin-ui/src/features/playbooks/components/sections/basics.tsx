/** Who the business is, and when its people answer. */

import { t } from '../../../../lib/language.ts';
import { BusinessHours } from '../business-hours.tsx';
import { TextField } from '../fields.tsx';

const TWO = 'grid gap-4 sm:grid-cols-2';

export const BusinessSection = () => (
  <>
    <div className={TWO}>
      <TextField path="business.name" />
      <TextField path="business.industry" />
      <TextField path="business.city" />
      <TextField path="business.phone" />
      <TextField path="business.email" />
      <TextField path="business.website" />
    </div>
    <TextField path="business.offer" rows={3} />
    <TextField
      path="business.prices"
      rows={3}
      hint={t('A price that stands neither here nor in your knowledge never leaves: the agent asks a person instead.')}
    />
    <TextField path="business.hours" hint={t('Told to customers who ask.')} />
    <BusinessHours />
  </>
);
