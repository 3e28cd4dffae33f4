/** Reads of the raw baseline: one SQL statement for the same page of the same record, as the server's own user, sent as it is. */
import { Router } from 'express';
import type pg from 'pg';

const ROWS = `select c.id, c.owner, c.stage, c.unread, c.last_activity_at, c.next_due_kind, c.next_due_at, p.name, m.text, m.kind, m.sender, m.state, m.at,
  (select i.value from contact_identities i where i.org_id = c.org_id and i.contact_id = c.contact_id limit 1) as address
  from conversations c join contacts p on p.org_id = c.org_id and p.id = c.contact_id left join messages m on m.org_id = c.org_id and m.id = c.last_message_id`;
const NEWEST = 'order by c.last_activity_at desc, c.id desc limit 50';
const OF_VIEW: Record<string, string> = {
  all: 'true',
  open: 'c.closed_at is null',
  needs_human: "c.closed_at is null and (c.owner = 'HUMAN' or c.escalated)",
  mine: 'c.closed_at is null and c.owner_member_id = (select id from members where org_id = $1 limit 1)',
  ai: "c.closed_at is null and c.owner = 'AI'",
  approval: 'c.closed_at is null and c.awaits_approval',
  unread: 'c.closed_at is null and c.unread > 0',
  resolved: 'c.closed_at is not null',
};

export function baselineReads(pool: pg.Pool): Router {
  const router = Router();
  const rows = async (text: string, values: unknown[]) => (await pool.query(text, values)).rows;
  router.get('/reads/:org/list', async ({ params, query }, response) => {
    const view = OF_VIEW[String(query.view)] ?? 'true';
    const after = query.after ? `and (c.last_activity_at, c.id) < ($2::timestamptz, $3::uuid)` : '';
    const values = query.after ? [params.org, ...String(query.after).split('/')] : [params.org];
    response.json(await rows(`${ROWS} where c.org_id = $1 and ${view} ${after} ${NEWEST}`, values));
  });
  router.get('/reads/:org/search', async ({ params, query }, response) => {
    const word = `'${params.org.slice(-6)}@${String(query.word).replace(/['\\]/g, '').toLowerCase()}':*`;
    response.json(
      await rows(
        `${ROWS} where c.org_id = $1 and c.id in (select s.conversation_id from message_search s
           where s.org_id = $1 and s.words @@ $2::tsquery order by s.created_at desc limit 300) ${NEWEST}`,
        [params.org, word],
      ),
    );
  });
  router.get('/reads/:org/open/:id', async ({ params }, response) => {
    response.json(
      await rows(
        'select c.*, p.name from conversations c join contacts p on p.org_id = c.org_id and p.id = c.contact_id where c.org_id = $1 and c.id = $2',
        [params.org, params.id],
      ),
    );
  });
  router.get('/reads/:org/thread/:id', async ({ params }, response) => {
    response.json(
      await rows(
        'select * from messages where org_id = $1 and conversation_id = $2 order by created_at desc, id desc limit 50',
        [params.org, params.id],
      ),
    );
  });
  return router;
}
