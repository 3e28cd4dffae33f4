/** The calendar: what is booked, by whom, and what becomes of it (A-MCP-1). */
import { z } from 'zod';
import {
  appointmentsBetween,
  bookAppointment,
  changeAppointment,
  findAppointment,
  type ShownAppointment,
} from '../../db/calendar/queries.ts';
import type { Tx } from '../../db/database.ts';
import { read, write } from '../../domain/permission/permission.ts';
import {
  type Appointment,
  appointmentQuerySchema,
  appointmentSchema,
  appointmentsSchema,
  changeAppointmentSchema,
  newAppointmentSchema,
  USUAL_MS,
} from '../contracts/calendar.ts';
import { id, LAST_INSTANT_MS } from '../contracts/common.ts';
import { actorOf } from '../conversations/ownership.ts';
import { type AnyEndpoint, ApiError, defineEndpoint, notFound } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const tag = 'Calendar';
const nothing = z.strictObject({});
const SHOWN = 1_000;

const view = ({ appointment, contactName }: ShownAppointment): Appointment => {
  const { kind, title, status, conversationId, attendeeName, attendeeEmail, note, cta, cancelReason, version } =
    appointment;
  return {
    id: appointment.id,
    kind,
    title,
    status,
    startsAt: iso(appointment.startsAt),
    endsAt: iso(appointment.endsAt),
    contact: appointment.contactId === null ? null : { id: appointment.contactId, name: contactName },
    conversationId,
    attendeeName,
    attendeeEmail,
    note,
    cta,
    cancelReason,
    version,
    updatedAt: iso(appointment.updatedAt),
  };
};

async function shown(tx: Tx, ref: { orgId: string; id: string }): Promise<Appointment> {
  const row = await findAppointment(tx, ref);
  if (!row) throw notFound('appointment');
  return view(row);
}

export const appointmentsEndpoint = defineEndpoint({
  method: 'get',
  path: '/appointments',
  summary: 'Appointments between two instants',
  tag,
  needs: read('leads'),
  params: nothing,
  query: appointmentQuerySchema,
  body: z.undefined(),
  response: appointmentsSchema,
  errors: [{ status: 422, code: 'rule', when: 'the end is not after the beginning, or too far from it' }],
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => ({
      appointments: (
        await appointmentsBetween(tx, {
          orgId,
          from: Date.parse(query.from),
          to:
            query.to === undefined
              ? Math.min(LAST_INSTANT_MS, Date.parse(query.from) + USUAL_MS)
              : Date.parse(query.to),
          limit: SHOWN,
        })
      ).map(view),
      keptBy: 'parley' as const,
    })),
});

export const newAppointmentEndpoint = defineEndpoint({
  method: 'post',
  path: '/appointments',
  summary: 'Book an appointment; the lead of its contact moves to APPOINTMENT_BOOKED',
  tag,
  needs: write('leads'),
  params: nothing,
  query: nothing,
  body: newAppointmentSchema,
  response: appointmentSchema,
  errors: [
    {
      status: 404,
      code: 'not_found',
      when: 'there is no such contact or conversation, or they do not belong together',
    },
    { status: 422, code: 'rule', when: 'it does not end after it begins' },
  ],
  handle: ({ body, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId, memberId } = caller;
      const booked = await bookAppointment(tx, {
        ...body,
        orgId,
        startsAt: Date.parse(body.startsAt),
        endsAt: Date.parse(body.endsAt),
        cta: null,
        originKey: null,
        createdBy: memberId,
        actor: actorOf(caller),
        now: services.clock.now(),
      });
      if (!booked) throw notFound(body.conversationId === null ? 'contact' : 'conversation');
      return shown(tx, { orgId, id: booked.row.id });
    }),
});

export const changeAppointmentEndpoint = defineEndpoint({
  method: 'patch',
  path: '/appointments/:id',
  summary: 'Move, change or cancel an appointment, or say that it was held',
  tag,
  needs: write('leads'),
  params: z.strictObject({ id }),
  query: nothing,
  body: changeAppointmentSchema,
  response: appointmentSchema,
  errors: [
    { status: 404, code: 'not_found', when: 'there is no such appointment' },
    { status: 409, code: 'changed_meanwhile', when: 'somebody changed it since you saw it' },
    { status: 422, code: 'rule', when: 'it does not end after it begins' },
  ],
  handle: ({ params, body: { version, startsAt, endsAt, ...rest }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const changed = await changeAppointment(tx, {
        orgId,
        id: params.id,
        version,
        change: {
          ...rest,
          ...(startsAt === undefined ? {} : { startsAt: Date.parse(startsAt) }),
          ...(endsAt === undefined ? {} : { endsAt: Date.parse(endsAt) }),
        },
        actor: actorOf(caller),
        now: services.clock.now(),
      });
      if (changed.kind === 'missing') throw notFound('appointment');
      if (changed.kind === 'conflict')
        throw new ApiError(409, 'changed_meanwhile', 'Somebody changed this appointment meanwhile.', {
          hint: 'Load it again, and change what is there now.',
        });
      if (changed.kind === 'backwards')
        throw new ApiError(422, 'rule', 'It must end after it begins.', { hint: 'Send startsAt and endsAt together.' });
      return shown(tx, { orgId, id: params.id });
    }),
});

export const calendarEndpoints: AnyEndpoint[] = [
  appointmentsEndpoint,
  newAppointmentEndpoint,
  changeAppointmentEndpoint,
];
