/** Every figure against a naive recomputation from the raw rows, and against the list behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../config/log.ts';
import { contacts, leads } from '../../db/contact/table.ts';
import { conversations } from '../../db/conversation/table.ts';
import { modelCalls } from '../../db/cost/table.ts';
import { leadMoves } from '../../db/crm/table.ts';
import { escalations } from '../../db/escalation/table.ts';
import { messages } from '../../db/message/table.ts';
import { turnSteps, turns } from '../../db/turn/table.ts';
import {
  DROPPED_OFF_AFTER_MS,
  FUNNEL,
  FUNNEL_STEPS,
  MEASURES,
  type Measure,
  QUALIFIED_OR_BEYOND,
} from '../../domain/analytics/measures.ts';
import { type DayRange, dayOf, periodBefore, rangeOf } from '../../domain/analytics/range.ts';
import { answersOf, spreadOf } from '../../domain/analytics/response.ts';
import { temperatureOf } from '../../domain/lead/score.ts';
import { type LeadStatus, SENTIMENTS, type Sentiment } from '../../domain/words.ts';
import { fillTwoMonths } from '../../test/factories/two-months.ts';
import { useDatabase } from '../../test/support/postgres.ts';
import type { ChoreServices } from '../chores/chore.ts';
import { topicRound } from '../chores/topics.ts';
import type {
  Behind,
  CostDays,
  Funnel,
  LeadDays,
  MessageDays,
  Overview,
  ResponseTime,
  SentimentDays,
  TopTopics,
} from '../contracts/analytics.ts';
import { ORG, OTHER_ORG, startApi, type TestApi } from '../testing/server.ts';
import { analyticsEndpoints } from './endpoints.ts';

const ZONE = 'America/New_York';
/** Nine days after the clocks of New York went back. */
const NOW = Date.parse('2026-11-10T17:00:00Z');
const FROM = '2026-10-27';
const TO = '2026-11-05';

const database = useDatabase();
let api: TestApi;
let cookie: string;

beforeAll(async () => {
  api = await startApi(database.url, { endpoints: analyticsEndpoints, services: { clock: { now: () => NOW } } });
  cookie = await api.as('VIEWER');
  for (const [orgId, slug] of [
    [ORG, 'one'],
    [OTHER_ORG, 'other'],
  ] as const)
    await fillTwoMonths(api, { orgId, slug, zone: ZONE, now: NOW, from: FROM, to: TO });
  // The model is asked for names and has none to give: words name the topics.
  const services: ChoreServices = {
    ...{ db: api.db, keyring: api.keyring, log: createLogger('test', 'silent'), clock: { now: () => NOW } },
    complete: () => Promise.reject(new Error('off')),
  };
  while (await topicRound(services));
});
afterAll(() => api?.stop());

async function get<T>(name: string, query: Record<string, string | number> = { from: FROM, to: TO }): Promise<T> {
  const text = new URLSearchParams(Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]));
  const answer = await fetch(`${api.url}/api/v1/analytics/${name}?${text}`, { headers: { cookie } });
  const body = await answer.json();
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
  return body as T;
}

/** The raw rows, and the figures made of them in the plainest way there is. */
async function naive(orgId: string) {
  const raw = await api.db.withOrg(orgId, async tx => ({
    contacts: await tx.select().from(contacts),
    leads: await tx.select().from(leads),
    moves: await tx.select().from(leadMoves),
    conversations: await tx.select().from(conversations),
    messages: await tx.select().from(messages),
    escalations: await tx.select().from(escalations),
    steps: await tx.select().from(turnSteps),
    turns: await tx.select().from(turns),
    calls: await tx.select().from(modelCalls),
  }));
  const whole = raw.contacts.filter(contact => contact.mergedIntoId === null);
  const movesOf = (contactId: string) => raw.moves.filter(move => move.contactId === contactId);
  const ever = (contactId: string, statuses: readonly string[] | null) =>
    statuses === null ||
    [
      raw.leads.find(lead => lead.contactId === contactId)?.status,
      ...movesOf(contactId).flatMap(move => [move.fromStatus, move.toStatus]),
    ].some(status => status != null && statuses.includes(status));
  const said = raw.messages.filter(
    message =>
      message.kind !== 'SYSTEM' &&
      (message.direction === 'in' || ['SENT', 'DELIVERED', 'READ', 'UNKNOWN'].includes(message.state ?? '')),
  );
  const byTime = (a: { createdAt: number; id: string }, b: { createdAt: number; id: string }) =>
    a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
  const answers = raw.conversations.flatMap(conversation => {
    const talked = said
      .filter(
        message =>
          message.conversationId === conversation.id &&
          (message.direction === 'in' ? message.answerable : message.sender !== 'SYSTEM'),
      )
      .sort(byTime);
    const recorded = new Map(talked.map(message => [message.at, message.createdAt]));
    return answersOf(
      talked.map(({ direction, at, sender }) => ({
        direction,
        at,
        by: sender === 'BOT' ? ('AI' as const) : sender === 'HUMAN' ? ('PERSON' as const) : ('CUSTOMER' as const),
      })),
    ).map(answer => ({ ...answer, recordedAt: recorded.get(answer.askedAt) ?? 0 }));
  });
  const of = (range: DayRange) => {
    const inside = (at: number | null) => at !== null && at >= range.startMs && at < range.endMs;
    const chats = raw.conversations.filter(({ createdAt }) => inside(createdAt));
    const handed = (id: string) =>
      raw.escalations.some(each => each.conversationId === id && each.handsOver === 'hand_over');
    const begun = whole.filter(({ createdAt }) => inside(createdAt));
    const moved = (to: LeadStatus) =>
      whole.filter(({ id }) => movesOf(id).some(move => move.toStatus === to && inside(move.at))).length;
    const cost = [
      ...raw.steps.filter(step => inside(step.createdAt)),
      ...raw.calls.filter(({ at }) => inside(at)),
      ...raw.messages.filter(({ createdAt }) => inside(createdAt)),
    ].reduce((sum, each) => sum + (each.costMicros ?? 0), 0);
    const first = whole.flatMap(({ id }) => {
      const at = Math.min(
        ...movesOf(id)
          .filter(({ toStatus }) => (QUALIFIED_OR_BEYOND as readonly string[]).includes(toStatus))
          .map(move => move.at),
      );
      if (!inside(Number.isFinite(at) ? at : null)) return [];
      const talks = raw.conversations.filter(({ contactId }) => contactId === id).map(each => each.id);
      return [said.filter(message => talks.includes(message.conversationId) && message.createdAt <= at).length];
    });
    return {
      chats: chats.length,
      messages: said.filter(({ createdAt }) => inside(createdAt)).length,
      leads: begun.length,
      won: moved('WON'),
      lost: moved('LOST'),
      dropped: moved('DROPPED'),
      appointments: moved('APPOINTMENT_BOOKED'),
      handed_over: chats.filter(({ id }) => handed(id)).length,
      dropped_off: chats.filter(
        each =>
          each.lastInboundAt !== null &&
          each.lastInboundAt < NOW - DROPPED_OFF_AFTER_MS &&
          each.lastOutboundAt !== null &&
          each.lastOutboundAt >= each.lastInboundAt &&
          !['WON', 'APPOINTMENT_BOOKED'].includes(
            raw.leads.find(lead => lead.contactId === each.contactId)?.status ?? '',
          ),
      ).length,
      funnel: FUNNEL_STEPS.map(step => begun.filter(({ id }) => ever(id, FUNNEL[step])).length),
      temperatures: begun.map(({ id }) => temperatureOf(raw.leads.find(lead => lead.contactId === id)?.score ?? null)),
      answers: answers.filter(({ recordedAt }) => inside(recordedAt)),
      moods: raw.steps
        .filter(({ step, createdAt }) => step === 'extract' && inside(createdAt))
        .map(({ result }) => (result as { extraction: { sentiment: Sentiment } }).extraction.sentiment),
      asked: raw.messages.filter(each => each.direction === 'in' && inside(each.createdAt) && each.text?.endsWith('?')),
      cost,
      tokens: [...raw.steps.filter(step => inside(step.createdAt)), ...raw.calls.filter(({ at }) => inside(at))].reduce(
        (sum, each) => sum + each.inputTokens + each.outputTokens,
        0,
      ),
      qualifying: first,
    };
  };
  return {
    of,
    days: (day: string) => of(rangeOf(day, day, ZONE)),
    active: raw.conversations.filter(each => each.closedAt === null && each.snoozedAt === null).length,
    pending: raw.escalations.filter(each => each.state === 'pending').length,
  };
}

const range = rangeOf(FROM, TO, ZONE);

describe('A-UI-3, C-DASH-1 to C-DASH-4, X-METRIC: the figures are what the rows say', () => {
  it('of the days, and of the days before', async () => {
    const truth = await naive(ORG);
    const [value, before] = [truth.of(range), truth.of(periodBefore(range, ZONE))];
    const overview = await get<Overview>('overview');
    expect(overview.period).toEqual({
      from: FROM,
      to: TO,
      startsAt: '2026-10-27T04:00:00.000Z',
      endsAt: '2026-11-06T05:00:00.000Z',
    });
    for (const name of [
      'chats',
      'messages',
      'leads',
      'won',
      'lost',
      'dropped',
      'appointments',
      'handed_over',
    ] as const) {
      expect(value[name], `${name}: the rows must say something`).toBeGreaterThan(0);
      expect({ [name]: overview[name] }).toEqual({ [name]: { value: value[name], before: before[name] } });
    }
    expect(overview.now.active).toBe(truth.active);
    expect(overview.now.leadsToday).toBe(truth.days(dayOf(NOW, ZONE)).leads);
    const { CRITICAL, HIGH, MEDIUM, LOW } = overview.now.escalations;
    expect(Number(CRITICAL) + Number(HIGH) + Number(MEDIUM) + Number(LOW)).toBe(truth.pending);
    const [all = 0, , qualified = 0] = value.funnel;
    expect(overview.qualificationRate.value).toBe(qualified / all);
    expect(overview.aiResolution.value).toBe((value.chats - value.handed_over) / value.chats);
    for (const warmth of ['hot', 'warm', 'cold', 'unscored'] as const)
      expect(overview.temperature[warmth]).toBe(value.temperatures.filter(each => each === warmth).length);
  });

  it('by day, in the organization’s days over the change of clocks', async () => {
    const truth = await naive(ORG);
    const [chats, newLeads, costs] = [
      await get<MessageDays>('messages'),
      await get<LeadDays>('contacts'),
      await get<CostDays>('costs'),
    ];
    expect(chats.days.map(({ day }) => day)).toEqual(range.days);
    for (const [index, day] of range.days.entries()) {
      const expected = truth.days(day);
      const { chats: begun, received, sent } = chats.days[index] ?? { chats: -1, received: -1, sent: -1 };
      expect([day, begun, received + sent]).toEqual([day, expected.chats, expected.messages]);
      const { hot = 0, warm = 0, cold = 0, unscored = 0 } = newLeads.days[index] ?? {};
      expect([day, hot + warm + cold + unscored, hot]).toEqual([
        day,
        expected.leads,
        expected.temperatures.filter(each => each === 'hot').length,
      ]);
      const { modelMicros = 0, messageMicros = 0, tokens = 0 } = costs.days[index] ?? {};
      expect([day, modelMicros + messageMicros, tokens]).toEqual([day, expected.cost, expected.tokens]);
    }
    const sum = (shares: { count: number }[]) => shares.reduce((total, { count }) => total + count, 0);
    expect([sum(newLeads.channels), sum(newLeads.sources)]).toEqual([newLeads.total, newLeads.total]);
    expect(newLeads.channels.map(({ key }) => key).sort()).toEqual(['none', 'whatsapp']);
  });

  it('response times, bursts once, over the edges of the days', async () => {
    const { answers } = (await naive(ORG)).of(range);
    const { value } = await get<ResponseTime>('response-time');
    const lengths = (by: 'AI' | 'PERSON' | null) =>
      spreadOf(answers.flatMap(each => (each.ms !== null && (by === null || each.by === by) ? [each.ms] : [])));
    for (const [name, by] of [
      ['ai', 'AI'],
      ['people', 'PERSON'],
      ['all', null],
    ] as const) {
      const expected = lengths(by);
      expect(expected?.count, name).toBeGreaterThan(3);
      expect({ ...value[name], avgMs: Math.round(value[name]?.avgMs ?? 0) }).toEqual({
        ...expected,
        avgMs: Math.round(expected?.avgMs ?? 0),
      });
    }
    expect(value.unanswered).toBe(answers.filter(({ ms }) => ms === null).length);
    expect(value.unanswered).toBeGreaterThan(0);
  });

  it('the funnel, messages to qualification and drop-offs', async () => {
    const expected = (await naive(ORG)).of(range);
    const funnel = await get<Funnel>('funnel');
    expect(funnel.steps.map(({ count }) => count)).toEqual(expected.funnel);
    const { qualifying } = expected;
    expect(funnel.qualification.leads).toBe(qualifying.length);
    expect(funnel.qualification.averageMessages).toBeCloseTo(
      qualifying.reduce((sum, each) => sum + each, 0) / qualifying.length,
      6,
    );
    expect(funnel.dropOffs.reduce((sum, { count }) => sum + count, 0)).toBe(expected.dropped_off);
    expect(expected.dropped_off).toBeGreaterThan(0);
  });
});

describe('B-AN-1: how customers sound, and what they ask about', () => {
  it('moods by day are the agent’s readings', async () => {
    const truth = await naive(ORG);
    const sentiment = await get<SentimentDays>('sentiment');
    const { moods } = truth.of(range);
    expect(moods.length).toBeGreaterThan(10);
    expect(sentiment.readings).toBe(moods.length);
    for (const word of SENTIMENTS) expect(sentiment.total[word]).toBe(moods.filter(each => each === word).length);
    for (const [index, day] of range.days.entries())
      expect([day, sentiment.days[index]?.ANGRY]).toEqual([
        day,
        truth.days(day).moods.filter(each => each === 'ANGRY').length,
      ]);
    const values = { VERY_POSITIVE: 1, POSITIVE: 0.5, NEUTRAL: 0, FRUSTRATED: -0.5, ANGRY: -1 };
    expect(sentiment.average.value).toBeCloseTo(moods.reduce((sum, word) => sum + values[word], 0) / moods.length, 9);
  });

  it('questions that share words are one topic, with the days before beside it; other organizations’ are not in it', async () => {
    const truth = await naive(ORG);
    const { topics, questions } = await get<TopTopics>('top-topics');
    const { asked } = truth.of(range);
    expect(questions).toBe(asked.length);
    const price = asked.filter(({ text }) => text?.includes('price'));
    expect(price.length).toBeGreaterThan(5);
    expect(topics).toHaveLength(2);
    expect(topics.find(({ words }) => words.includes('whitening'))).toMatchObject({
      name: null,
      questions: price.length,
      conversations: new Set(price.map(({ conversationId }) => conversationId)).size,
      before: truth.of(periodBefore(range, ZONE)).asked.filter(({ text }) => text?.includes('price')).length,
    });
  });
});

describe('A-UI-3: behind every number are the conversations that make it up', () => {
  /** All rows, a page at a time. */
  async function all(measure: Measure, part?: string): Promise<{ rows: Behind['rows']; sum: number; count: number }> {
    const rows: Behind['rows'] = [];
    for (let offset: number | null = 0; offset !== null; ) {
      const page: Behind = await get<Behind>('behind', {
        from: FROM,
        to: TO,
        measure,
        limit: 17,
        offset,
        ...(part ? { part } : {}),
      });
      rows.push(...page.rows);
      offset = page.next;
      if (offset === null) return { rows, sum: page.sum, count: page.count };
    }
    throw new Error('no page');
  }
  const added = (rows: Behind['rows']) => rows.reduce((sum, { amount }) => sum + amount, 0);

  it('every list adds up to its figure, and names nobody twice', async () => {
    const [overview, funnel, times, costs, newLeads, sentiment, talked] = [
      await get<Overview>('overview'),
      await get<Funnel>('funnel'),
      await get<ResponseTime>('response-time'),
      await get<CostDays>('costs'),
      await get<LeadDays>('contacts'),
      await get<SentimentDays>('sentiment'),
      await get<TopTopics>('top-topics'),
    ];
    const figures: [Measure, string | undefined, number][] = [
      ...(['chats', 'messages', 'leads', 'won', 'lost', 'dropped', 'appointments', 'handed_over'] as const).map(
        (name): [Measure, undefined, number] => [name, undefined, overview[name].value],
      ),
      ['resolved_by_ai', undefined, overview.chats.value - overview.handed_over.value],
      ['active', undefined, overview.now.active],
      ['needs_human', undefined, overview.now.needs_human],
      ...(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const).map((priority): [Measure, string, number] => [
        'escalations',
        priority,
        overview.now.escalations[priority] ?? 0,
      ]),
      ...(['hot', 'warm', 'cold', 'unscored'] as const).map((warmth): [Measure, string, number] => [
        'temperature',
        warmth,
        overview.temperature[warmth],
      ]),
      ...newLeads.channels.map(({ key, count }): [Measure, string, number] => ['channel', key, count]),
      ...newLeads.sources.map(({ key, count }): [Measure, string, number] => ['source', key, count]),
      ...funnel.steps.map(({ step, count }): [Measure, string, number] => ['funnel', step, count]),
      ...funnel.dropOffs.map(({ stage, count }): [Measure, string, number] => ['dropped_off', stage, count]),
      ['answers', 'AI', times.value.ai?.count ?? 0],
      ['answers', 'PERSON', times.value.people?.count ?? 0],
      ['answers', undefined, times.value.all?.count ?? 0],
      ['unanswered', undefined, times.value.unanswered],
      ['cost', undefined, costs.total.modelMicros + costs.total.messageMicros],
      ...SENTIMENTS.map((word): [Measure, string, number] => ['sentiment', word, sentiment.total[word]]),
      ['sentiment', undefined, sentiment.readings],
      ...talked.topics.map(({ id, questions }): [Measure, string, number] => ['topic', id, questions]),
      ['qualifying', undefined, Math.round((funnel.qualification.averageMessages ?? 0) * funnel.qualification.leads)],
    ];
    expect(new Set(figures.map(([measure]) => measure))).toEqual(new Set(MEASURES));
    for (const [measure, part, figure] of figures) {
      const { rows, sum, count } = await all(measure, part);
      expect([measure, part, added(rows), sum, rows.length]).toEqual([measure, part, figure, figure, count]);
      const keys = rows.map(row => `${row.conversationId}/${row.contactId}`);
      expect(new Set(keys).size, measure).toBe(keys.length);
    }
  });

  it('the other organization has other rows', async () => {
    const mine = new Set((await all('chats')).rows.map(({ conversationId }) => conversationId));
    const theirs = await api.db.withOrg(OTHER_ORG, tx => tx.select({ id: conversations.id }).from(conversations));
    expect(theirs.length).toBeGreaterThan(50);
    expect(theirs.some(({ id }) => mine.has(id))).toBe(false);
  });
});

describe('B-API-24: what is asked in a wrong way', () => {
  const status = async (query: string) => {
    const answer = await fetch(`${api.url}/api/v1/analytics/overview?${query}`, { headers: { cookie } });
    return [answer.status, ((await answer.json()) as { errors?: { message: string }[] }).errors?.[0]?.message];
  };
  it('is told how it must be', async () => {
    expect(await status('from=2026-11-05&to=2026-11-01')).toEqual([
      422,
      'The first day may not be after the last, and at most 366 days can be asked for.',
    ]);
    expect((await status('from=2020-01-01&to=2026-11-01'))[0]).toBe(422);
    expect((await status('from=2020-01-01'))[0]).toBe(422);
    expect(await status('from=2026-02-30&to=2026-03-01')).toEqual([422, 'There is no such day.']);
    expect((await status('from=yesterday'))[0]).toBe(400);
    expect((await status(''))[0]).toBe(200);
  });
});
