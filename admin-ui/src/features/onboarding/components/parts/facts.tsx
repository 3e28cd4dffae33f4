import type { OnboardingView } from '../../../../../../api/contracts/onboarding.ts';
import { Notice } from '../../../../components/notice.tsx';
import { t } from '../../../../lib/language.ts';
import { LinesField, TextField } from '../../../playbooks/components/fields.tsx';

const TWO = 'grid gap-4 sm:grid-cols-2';

/** A-ONB-2. */
export const BusinessPart = ({ view }: { view: OnboardingView }) => (
  <div className="flex flex-col gap-4">
    {view.hints.length > 0 ? (
      <Notice>
        <ul>
          {view.hints.map(hint => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      </Notice>
    ) : null}
    <div className={TWO}>
      <TextField path="business.name" label={t('Name of the business')} />
      <TextField path="business.industry" label={t('Industry')} placeholder={t('Dental clinic')} />
      <TextField path="business.city" label={t('City')} />
      <TextField path="business.website" label={t('Website')} placeholder="https://example.com" />
      <TextField path="business.email" label={t('E-mail for customers')} />
      <TextField path="business.phone" label={t('Phone for customers')} placeholder="+1 718 555 0142" />
    </div>
    <TextField
      path="business.hours"
      label={t('Working hours')}
      placeholder={t('Monday to Friday 9:00-18:00')}
      hint={t('A fact the agent tells, and when your people answer. The agent itself answers at any hour.')}
    />
  </div>
);

/** A-ONB-3. */
export const OfferPart = () => (
  <div className="flex flex-col gap-4">
    <TextField path="offer.products" label={t('Products or services')} rows={3} />
    <TextField
      path="offer.prices"
      label={t('Prices')}
      rows={3}
      hint={t('With their currency signs. The agent states these and no others.')}
    />
    <TextField path="offer.usp" label={t('What makes you different')} />
    <div className={TWO}>
      <TextField path="offer.delivery" label={t('When they get it')} />
      <TextField path="offer.refunds" label={t('Refunds')} />
    </div>
  </div>
);

/** A-ONB-4. */
export const CustomerPart = () => (
  <div className="flex flex-col gap-4">
    <TextField path="customer.description" label={t('Your best customer, in a sentence')} rows={2} />
    <LinesField
      path="customer.disqualifiers"
      label={t('Not for')}
      hint={t('One a line. The agent says so kindly, and does not sell.')}
    />
    <LinesField path="customer.useCases" label={t('What they come for')} hint={t('One a line')} />
  </div>
);
