import { MessagesSquare } from 'lucide-react';
import { Kbd } from '../../../components/kbd.tsx';
import { EmptyState } from '../../../components/states.tsx';

export const NoConversation = () => (
  <section aria-label="Conversation" className="hidden min-w-0 flex-1 items-center justify-center bg-canvas md:flex">
    <EmptyState icon={<MessagesSquare className="size-6" />} title="Choose a conversation">
      <p>
        <Kbd>J</Kbd> and <Kbd>K</Kbd> move through the list, <Kbd>Enter</Kbd> opens. All keys: <Kbd>?</Kbd>
      </p>
    </EmptyState>
  </section>
);
