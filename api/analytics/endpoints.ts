/** The figures of the dashboard, and what is behind each of them (A-UI-3, C-DASH-1 to C-DASH-4, B-AN-1). */
import { countEscalations } from '../../db/action/queries.ts';
import { rowsBehind } from '../../db/analytics/behind.ts';
import {
  costByDay,
  dropOffs,
  funnelOf,
  leadsBy,
  messagesByDay,
  messagesToQualification,
  sumsOf,
  totalOf,
} from '../../db/analytics/figures.ts';
import { responseTimes } from '../../db/analytics/responses.ts';
import { countStale } from '../../db/analytics/stale.ts';
import { topicName } from '../../db/analytics/top-topics.ts';
import { FUNNEL_STEPS, rate } from '../../domain/analytics/measures.ts';
import { dayOf, startOfDay } from '../../domain/analytics/range.ts';
import { addressForPeople } from '../../domain/contact/address.ts';
import { read } from '../../domain/permission/permission.ts';
import type { Stage } from '../../domain/words.ts';
import {
  behindQuerySchema,
  behindSchema,
  costDaysSchema,
  funnelSchema,
  leadDaysSchema,
  messageDaysSchema,
  overviewSchema,
  responseTimeSchema,
} from '../contracts/analytics.ts';
import { type AnyEndpoint, defineEndpoint } from '../endpoint.ts';
import { iso } from '../messages/view.ts';
import { asked, common } from './asked.ts';
import { sentimentEndpoint, topTopicsEndpoint } from './talked-about.ts';

/** Compared with the period before. */
const COMPARED = ['chats', 'messages', 'leads', 'won', 'lost', 'dropped', 'appointments', 'handed_over'] as const;

export const overviewEndpoint = defineEndpoint({
  ...common,
  path: '/analytics/overview',
  summary: 'The figures of some days beside those of the days before, and how things stand now',
  response: overviewSchema,
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { period, before, shown, now } = await asked(tx, orgId, query, services.clock.now());
      const value = await sumsOf(tx, COMPARED, period);
      const past = await sumsOf(tx, COMPARED, before);
      const standing = await sumsOf(tx, ['active', 'needs_human'], period);
      const today = startOfDay(dayOf(now, shown.zone), shown.zone);
      const { leads: leadsToday } = await sumsOf(tx, ['leads'], { ...period, startMs: today, endMs: now + 1 });
      const [funnel, funnelBefore] = [await funnelOf(tx, period), await funnelOf(tx, before)];
      const { days } = await leadsBy(tx, period, [period.startMs, period.endMs]);
      const compared = (name: (typeof COMPARED)[number]) => ({ value: value[name], before: past[name] });
      return {
        ...shown,
        now: {
          ...standing,
          escalations: await countEscalations(tx, { orgId }),
          leadsToday,
          staleKnowledge: await countStale(tx, { orgId }),
        },
        chats: compared('chats'),
        messages: compared('messages'),
        leads: compared('leads'),
        won: compared('won'),
        lost: compared('lost'),
        dropped: compared('dropped'),
        appointments: compared('appointments'),
        handed_over: compared('handed_over'),
        temperature: days[0] ?? { hot: 0, warm: 0, cold: 0, unscored: 0 },
        qualificationRate: {
          value: rate(funnel.qualified, funnel.lead),
          before: rate(funnelBefore.qualified, funnelBefore.lead),
        },
        aiResolution: {
          value: rate(value.chats - value.handed_over, value.chats),
          before: rate(past.chats - past.handed_over, past.chats),
        },
      };
    }),
});

export const messageDaysEndpoint = defineEndpoint({
  ...common,
  path: '/analytics/messages',
  summary: 'Conversations begun, messages received and sent, by day',
  response: messageDaysSchema,
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { range, period, shown } = await asked(tx, orgId, query, services.clock.now());
      const days = await messagesByDay(tx, period, range.bounds);
      return { ...shown, days: days.map((each, index) => ({ day: range.days[index] ?? '', ...each })) };
    }),
});

export const leadDaysEndpoint = defineEndpoint({
  ...common,
  path: '/analytics/contacts',
  summary: 'New leads by day and temperature, by channel and by source',
  response: leadDaysSchema,
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { range, period, shown } = await asked(tx, orgId, query, services.clock.now());
      const { days, channels, sources } = await leadsBy(tx, period, range.bounds);
      return {
        ...shown,
        total: channels.reduce((sum, { count }) => sum + count, 0),
        days: days.map((each, index) => ({ day: range.days[index] ?? '', ...each })),
        channels,
        sources,
      };
    }),
});

export const funnelEndpoint = defineEndpoint({
  ...common,
  path: '/analytics/funnel',
  summary: 'How far the leads of some days got, how long it took to qualify, and where customers fell silent',
  response: funnelSchema,
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { period, before, shown } = await asked(tx, orgId, query, services.clock.now());
      const [value, past] = [await funnelOf(tx, period), await funnelOf(tx, before)];
      const { leads, average } = await messagesToQualification(tx, period);
      return {
        ...shown,
        steps: FUNNEL_STEPS.map(step => ({ step, count: value[step], before: past[step] })),
        qualification: { leads, averageMessages: average },
        dropOffs: (await dropOffs(tx, period)).map(({ stage, count }) => ({ stage: stage as Stage, count })),
      };
    }),
});

export const responseTimeEndpoint = defineEndpoint({
  ...common,
  path: '/analytics/response-time',
  summary:
    'From the first unanswered message to the first answer: average, least, most, P50, P95, the AI and people apart',
  response: responseTimeSchema,
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { period, before, shown } = await asked(tx, orgId, query, services.clock.now());
      return { ...shown, value: await responseTimes(tx, period), previous: await responseTimes(tx, before) };
    }),
});

export const costDaysEndpoint = defineEndpoint({
  ...common,
  path: '/analytics/costs',
  summary: 'What the model and messages cost, and tokens, by day',
  response: costDaysSchema,
  handle: ({ query, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { range, period, before, shown } = await asked(tx, orgId, query, services.clock.now());
      const days = await costByDay(tx, period, range.bounds);
      const past = await costByDay(tx, before, [before.startMs, before.endMs]);
      return {
        ...shown,
        total: totalOf(days),
        previous: totalOf(past),
        days: days.map((each, index) => ({ day: range.days[index] ?? '', ...each })),
      };
    }),
});

export const behindEndpoint = defineEndpoint({
  ...common,
  path: '/analytics/behind',
  summary: 'The conversations and leads behind a figure: together they are the figure',
  // People and their words stand in it, not figures alone.
  needs: read('conversations'),
  query: behindQuerySchema,
  response: behindSchema,
  handle: ({ query: { measure, part, limit, offset, ...days }, caller: { orgId }, services }) =>
    services.db.withOrg(orgId, async tx => {
      const { period, shown } = await asked(tx, orgId, days, services.clock.now());
      const { rows, count, sum } = await rowsBehind(tx, { measure, period, part: part ?? null, limit, offset });
      return {
        ...shown,
        count,
        sum,
        partName: measure === 'topic' && part !== undefined ? await topicName(tx, { orgId, id: part }) : null,
        rows: rows.map(row => ({ ...row, address: addressForPeople(row.address), at: iso(row.at) })),
        next: offset + rows.length < count ? offset + rows.length : null,
      };
    }),
});

export const analyticsEndpoints: AnyEndpoint[] = [
  overviewEndpoint,
  messageDaysEndpoint,
  leadDaysEndpoint,
  funnelEndpoint,
  responseTimeEndpoint,
  costDaysEndpoint,
  sentimentEndpoint,
  topTopicsEndpoint,
  behindEndpoint,
];
