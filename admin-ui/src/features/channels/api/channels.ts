import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  channelSchema,
  channelsSchema,
  checkedSchema,
  type connectSchema,
  type numberCredentialsSchema,
  testSentSchema,
  webhookSchema,
} from '../../../../../api/contracts/channels.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

export const channelsQuery = queryOptions({
  queryKey: keys.channels,
  queryFn: ({ signal }) => get('/channels', channelsSchema, signal),
});

export const webhookQuery = (channelId: string) =>
  queryOptions({
    queryKey: keys.webhook(channelId),
    queryFn: ({ signal }) => get(`/channels/${channelId}/webhook`, webhookSchema, signal),
  });

export const checkNumber = async (body: z.input<typeof numberCredentialsSchema>) =>
  checkedSchema.parse(await call('/channels/whatsapp/check', { method: 'POST', body }));

const useConnected = <Input>(mutationFn: (input: Input) => Promise<z.infer<typeof channelSchema>>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: keys.channels });
      await client.invalidateQueries({ queryKey: keys.onboarding });
    },
  });
};

export const useConnect = () =>
  useConnected(async (body: z.input<typeof connectSchema>) =>
    channelSchema.parse(await call('/channels/whatsapp', { method: 'POST', body })),
  );

export const useSimulated = () =>
  useConnected(async (_: undefined) => channelSchema.parse(await call('/channels/simulated', { method: 'POST' })));

export const useSubscribe = (channelId: string) =>
  useMutation({ mutationFn: () => call(`/channels/${channelId}/subscribe`, { method: 'POST' }) });

export const useTestSend = (channelId: string) =>
  useMutation({
    mutationFn: async (to: string) =>
      testSentSchema.parse(await call(`/channels/${channelId}/test`, { method: 'POST', body: { to } })),
  });
