import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  appointmentSchema,
  appointmentsSchema,
  type changeAppointmentSchema,
  type newAppointmentSchema,
} from '../../../../../api/contracts/calendar.ts';
import { call, get } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

export const appointmentsQuery = (fromMs: number, toMs: number) =>
  queryOptions({
    queryKey: [...keys.calendar, fromMs, toMs],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
      return get(`/appointments?${query}`, appointmentsSchema, signal);
    },
    placeholderData: keepPreviousData,
  });

export type NewAppointment = z.input<typeof newAppointmentSchema>;
export type AppointmentChange = z.input<typeof changeAppointmentSchema>;

/** Makes one, or changes the one with this id. Errors are the form's to show. */
export const useSaveAppointment = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (input: { id: null; body: NewAppointment } | { id: string; body: AppointmentChange }) =>
      appointmentSchema.parse(
        await call(
          input.id === null ? '/appointments' : `/appointments/${input.id}`,
          input.id === null ? { method: 'POST', body: input.body } : { method: 'PATCH', body: input.body },
        ),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.calendar }),
  });
};
