/** The days somebody asked for, as stretches of time in the organization's zone. */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { prepareToCount } from '../../db/analytics/figures.ts';
import type { Period } from '../../db/analytics/period.ts';
import type { Tx } from '../../db/database.ts';
import { organizations } from '../../db/organization/table.ts';
import {
  addDays,
  countDays,
  type DayRange,
  dayOf,
  MOST_DAYS,
  periodBefore,
  rangeOf,
} from '../../domain/analytics/range.ts';
import { read } from '../../domain/permission/permission.ts';
import { periodQuerySchema } from '../contracts/analytics.ts';
import { ApiError } from '../endpoint.ts';
import { iso } from '../messages/view.ts';

const DEFAULT_DAYS = 30;

const shownOf = ({ from, to, startMs, endMs }: DayRange) => ({ from, to, startsAt: iso(startMs), endsAt: iso(endMs) });

/** Without days: the last thirty. @throws ApiError 422 when the days named and the day of today are in the wrong order. */
export async function asked(
  tx: Tx,
  orgId: string,
  days: { from?: string | undefined; to?: string | undefined },
  now: number,
) {
  await prepareToCount(tx);
  const [row] = await tx.select({ zone: organizations.zone }).from(organizations).where(eq(organizations.id, orgId));
  const zone = row?.zone ?? 'UTC';
  const today = dayOf(now, zone);
  const to = days.to ?? (days.from !== undefined && days.from > today ? days.from : today);
  const from = days.from ?? addDays(to, 1 - DEFAULT_DAYS);
  if (countDays(from, to) > MOST_DAYS)
    throw new ApiError(422, 'rule', `At most ${MOST_DAYS} days can be asked for.`, {
      hint: 'Name a later first day, or the last day too.',
    });
  const range = rangeOf(from, to, zone);
  const past = periodBefore(range, zone);
  const period = ({ startMs, endMs }: DayRange): Period => ({ orgId, startMs, endMs, now });
  return {
    range,
    now,
    period: period(range),
    before: period(past),
    shown: { zone, period: shownOf(range), before: shownOf(past) },
  };
}

/** Of every report. */
export const common = {
  method: 'get' as const,
  tag: 'Analytics',
  needs: read('analytics'),
  params: z.strictObject({}),
  query: periodQuerySchema,
  body: z.undefined(),
  errors: [{ status: 422, code: 'rule', when: 'the last day is before the first, or there are too many between them' }],
};
