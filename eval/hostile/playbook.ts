import { type Playbook, playbookSchema } from '../../domain/playbook/playbook.ts';
import { dentalClinic } from '../../domain/playbook/templates/dental-clinic.ts';
import { POISONED_FAQS } from './attacks.ts';

export type Mode = Playbook['mode'];

/** The demo clinic, with answers into which somebody wrote instructions. */
export const hostilePlaybook = (mode: Mode): Playbook =>
  playbookSchema.parse({ ...dentalClinic, mode, faqs: [...(dentalClinic.faqs ?? []), ...POISONED_FAQS] });
