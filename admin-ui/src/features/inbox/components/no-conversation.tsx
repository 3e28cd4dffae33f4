import { MessagesSquare } from 'lucide-react';
import { Kbd } from '../../../components/kbd.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { t } from '../../../lib/language.ts';

export const NoConversation = () => (
  <section
    aria-label={t('Conversation')}
    className="hidden min-w-0 flex-1 items-center justify-center bg-canvas md:flex"
  >
    <EmptyState icon={<MessagesSquare className="size-6" />} title={t('Choose a conversation')}>
      <p>
        <Kbd>J</Kbd> {t('and')} <Kbd>K</Kbd> {t('move through the list,')} <Kbd>{t('Enter')}</Kbd>{' '}
        {t('opens. All keys:')} <Kbd>?</Kbd>
      </p>
    </EmptyState>
  </section>
);
