import { Page } from '../../../components/page.tsx';
import { t } from '../../../lib/language.ts';
import { OrganizationsPart } from './organizations-part.tsx';
import { PasswordPart } from './password-part.tsx';
import { ProfilePart } from './profile-part.tsx';
import { SecondFactorPart } from './second-factor-part.tsx';
import { SessionsPart } from './sessions-part.tsx';

export const AccountPage = () => (
  <Page
    title={t('Account')}
    about={t('Who you are here, and how you prove it. It is the same in every organization you belong to.')}
  >
    <ProfilePart />
    <PasswordPart />
    <SecondFactorPart />
    <SessionsPart />
    <OrganizationsPart />
  </Page>
);
