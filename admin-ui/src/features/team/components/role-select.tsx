import { ROLES, type Role } from '../../../../../domain/words.ts';
import { FIELD } from '../../../components/field.tsx';
import { sentence } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';

export const RoleSelect = ({
  value,
  onChange,
  ...rest
}: {
  value: Role;
  onChange: (role: Role) => void;
  id?: string;
  disabled?: boolean;
  'aria-label'?: string;
}) => (
  <select
    {...rest}
    value={value}
    onChange={event => {
      const chosen = ROLES.find(role => role === event.target.value);
      if (chosen) onChange(chosen);
    }}
    className={`${FIELD} pr-2`}
  >
    {ROLES.map(role => (
      <option key={role} value={role}>
        {sentence(role)}
      </option>
    ))}
  </select>
);

/** What a role is for, in one line. */
export const ROLE_ABOUT: Record<Role, string> = {
  OWNER: t('Everything, people and plan included.'),
  ADMIN: t('Everything but people and plan.'),
  MANAGER: t('Leads, conversations, knowledge and campaigns; reads the settings.'),
  AGENT: t('Works conversations and leads.'),
  VIEWER: t('Looks, and changes nothing.'),
};
