import { queryOptions } from '@tanstack/react-query';
import { turnSchema } from '../../../../../api/contracts/turns.ts';
import { get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

export const turnQuery = (turnId: string) =>
  queryOptions({
    queryKey: keys.turn(turnId),
    queryFn: ({ signal }) => get(`/turns/${turnId}`, turnSchema, signal),
  });
