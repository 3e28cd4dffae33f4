import { useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import { triedSchema, type tryMessageSchema } from '../../../../../api/contracts/test-chats.ts';
import { call } from '../../../lib/http.ts';

const madeSchema = z.object({ id: z.string() });

export const newTestChat = async (): Promise<string> =>
  madeSchema.parse(await call('/test-chats', { method: 'POST' })).id;

/** Errors are the talk's to show. */
export const useTry = () =>
  useMutation({
    mutationFn: async ({ chatId, ...body }: z.input<typeof tryMessageSchema> & { chatId: string | null }) => {
      const id = chatId ?? (await newTestChat());
      const tried = triedSchema.parse(await call(`/test-chats/${id}/messages`, { method: 'POST', body }));
      return { id, tried };
    },
  });
