import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { uploadedSchema } from '../../../../../api/contracts/messages.ts';
import { wireType } from '../../../../../domain/message/outbound-media.ts';
import { call, explain, readProblem } from '../../../lib/http.ts';
import { uuid } from '../../../lib/uuid.ts';
import { refreshConversation } from './conversations.ts';
import { refreshMessages } from './messages.ts';

/** Brings a file to the server, and says how far it is. fetch cannot tell that. */
const upload = (conversationId: string, file: File, onProgress: (fraction: number) => void): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/conversations/${conversationId}/media?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('x-parley-csrf', '1');
    request.setRequestHeader('content-type', wireType(file.type));
    request.upload.onprogress = event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    const body = (): unknown => {
      try {
        return JSON.parse(request.responseText);
      } catch {
        return null;
      }
    };
    request.onload = () => (request.status < 300 ? resolve(body()) : reject(readProblem(request.status, body())));
    request.onerror = () => reject(new Error('No connection to the server. The file was not sent.'));
    request.send(file);
  });

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
        const { id } = uploadedSchema.parse(await upload(conversationId, file, setProgress));
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
