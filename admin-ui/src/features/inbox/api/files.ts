import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { uploadedSchema } from '../../../../../api/contracts/messages.ts';
import { call, explain } from '../../../lib/http.ts';
import { upload } from '../../../lib/upload.ts';
import { uuid } from '../../../lib/uuid.ts';
import { refreshConversation } from './conversations.ts';
import { refreshMessages } from './messages.ts';

export interface FileSend {
  /** Null while nothing is under way. */
  progress: number | null;
  problem: string | null;
  send(
    file: File,
    options: { caption: string; as: 'auto' | 'document' | 'voice'; replyToId: string | null },
  ): Promise<boolean>;
  clear(): void;
}

/** Sends a file: brought first, then sent as a message. Answers whether it is in the ledger. */
export const useSendFile = (conversationId: string): FileSend => {
  const client = useQueryClient();
  const [progress, setProgress] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const send = useCallback<FileSend['send']>(
    async (file, { caption, as, replyToId }) => {
      setProblem(null);
      setProgress(0);
      try {
        const { id } = uploadedSchema.parse(await upload(`/conversations/${conversationId}/media`, file, setProgress));
        const body = { id: uuid(), caption: caption.trim() || null, as, replyToId };
        await call(`/media/${id}/send`, { method: 'POST', body });
        await refreshMessages(client, conversationId, null);
        return true;
      } catch (error) {
        const { message, hint } = explain(error);
        setProblem(hint ? `${message} ${hint}` : message);
        return false;
      } finally {
        setProgress(null);
        void refreshConversation(client, conversationId);
      }
    },
    [client, conversationId],
  );
  return { progress, problem, send, clear: () => setProblem(null) };
};
