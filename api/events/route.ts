/** GET /api/v1/events — what changed in the caller's organization, as server-sent events that resume where they broke off. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { StoredEvent } from '../../db/event/queries.ts';
import { read } from '../../domain/permission/permission.ts';
import type { Auth } from '../auth/auth.ts';
import { authHeaders, findCaller } from '../auth/callers.ts';
import { ApiError, type ApiServices, type Caller } from '../endpoint.ts';
import { parsed } from '../parse.ts';
import type { StreamRoute } from '../router.ts';
import { type Connection, openConnection } from './connection.ts';
import type { EventFeed, FeedListener } from './feed.ts';
import { missedSince } from './history.ts';
import { comparePositions, cursorText, type Position, parseCursor } from './position.ts';

export interface EventsOptions {
  auth: Auth;
  feed: EventFeed;
  pingMs?: number;
  /** How often the session behind an open stream is looked at again. */
  recheckMs?: number;
  maxStreamsPerMember?: number;
}

const query = z.strictObject({
  lastEventId: z
    .string()
    .max(100)
    .optional()
    .describe('Resumes after this event; the header Last-Event-ID goes before it.'),
});

export function eventsRoute(options: EventsOptions): StreamRoute {
  const { auth, feed, pingMs = 15_000, recheckMs = 20_000, maxStreamsPerMember = 20 } = options;
  const open = new Map<string, number>();
  const count = (memberId: string, by: number) => {
    const now = (open.get(memberId) ?? 0) + by;
    if (now <= 0) open.delete(memberId);
    else open.set(memberId, now);
  };

  async function serve(services: ApiServices, caller: Caller, request: Request, response: Response): Promise<void> {
    if (request.method === 'HEAD') return void response.type('text/event-stream').end();
    const { lastEventId } = parsed(query, { ...request.query }, 'query');
    const resume = request.get('Last-Event-ID') ?? lastEventId;
    if ((open.get(caller.memberId) ?? 0) >= maxStreamsPerMember)
      throw new ApiError(429, 'too_many_streams', `At most ${maxStreamsPerMember} event streams may be open.`, {
        hint: 'Close some tabs.',
      });
    count(caller.memberId, 1);
    const stream = createStream(services, caller, feed);
    let timers: NodeJS.Timeout[] = [];
    const close = () => {
      feed.unfollow(stream.listener);
      for (const timer of timers) clearInterval(timer);
      count(caller.memberId, -1);
    };
    try {
      await stream.start(resume ?? null);
    } catch (error) {
      close();
      throw error;
    }
    if (response.destroyed) return close();
    const connection = openConnection(response, close);
    stream.connect(connection);
    const headers = authHeaders(request);
    const recheck = async () => {
      const found = await findCaller(auth, headers, { refresh: false });
      if (typeof found === 'string' || found.caller.memberId !== caller.memberId || found.caller.role !== caller.role)
        connection.end();
    };
    timers = [
      setInterval(() => connection.ping(stream.cursor()), pingMs),
      // While the record does not answer nobody can be judged: the next look decides.
      setInterval(() => void recheck().catch(() => undefined), recheckMs),
    ];
  }

  return {
    path: '/events',
    summary: 'What changes in the organization, live (server-sent events)',
    tag: 'Events',
    needs: read('conversations'),
    query,
    answers: 'text/event-stream',
    errors: [{ status: 429, code: 'too_many_streams', when: 'this member has too many streams open' }],
    serve,
  };
}

/** Orders what was missed before what is live, and leaves out what comes twice. */
function createStream(services: ApiServices, caller: Caller, feed: EventFeed) {
  let connection: Connection | null = null;
  let epoch = '';
  let last: Position | null = null;
  let resetFirst = false;
  let ended = false;
  const waiting: StoredEvent[] = [];

  const send = (to: Connection, event: StoredEvent): void => {
    if (last && comparePositions(event, last) <= 0) return;
    last = { xid: event.xid, id: event.id };
    const { kind, conversationId, messageId } = event;
    to.send({ id: cursorText({ epoch, ...last }), kind, data: { kind, conversationId, messageId } });
  };
  const listener: FeedListener = {
    orgId: caller.orgId,
    deliver: event => {
      if (connection) send(connection, event);
      else waiting.push(event);
    },
    reset: cursor => {
      ({ epoch } = cursor);
      last = cursor;
      if (connection) connection.reset(cursorText(cursor));
      else resetFirst = true;
    },
    end: () => {
      ended = true;
      connection?.end();
    },
  };
  const cursor = (): string | null => {
    const position = feed.cursor();
    return position && (!last || comparePositions(position, last) >= 0) ? cursorText(position) : null;
  };

  return {
    listener,
    cursor,
    /** Follows first, then reads what was missed: nothing can fall between. */
    async start(resume: string | null): Promise<void> {
      const present = await feed.follow(listener);
      const from = resume === null ? null : parseCursor(resume);
      const missed = from ? await missedSince(services.db, caller.orgId, from) : null;
      if (from && missed && !resetFirst) {
        ({ epoch } = from);
        last = from;
        waiting.unshift(...missed);
        return;
      }
      if (!resetFirst) ({ epoch } = present);
      last ??= present;
      if (resume !== null) resetFirst = true;
    },
    connect(to: Connection): void {
      connection = to;
      const from = last ? cursorText({ epoch, xid: last.xid, id: last.id }) : null;
      if (resetFirst && from) to.reset(from);
      else to.ping(from);
      for (const event of waiting.splice(0)) send(to, event);
      if (ended) to.end();
    },
  };
}
