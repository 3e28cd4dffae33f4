/**
 * Search over all messages and contacts of an organization, as the search role (see knowledge/search-function.ts: under the
 * tenants' row-level security the planner may not use the search indexes). The function answers for the transaction's own
 * organization and for no other.
 *
 * All words must stand in one message or belong to one contact; the last may be unfinished. A common word is found by reading
 * through the newest conversations of the view, a rare one by the index of words. Which it is, is found out and not left to the
 * planner: it takes the words of a phrase for independent of each other, and would fetch every "next month" there ever was.
 */
import { LIST_VIEWS, viewRule } from '../conversation/view-rules.ts';

const SEARCHED = ['message_search', 'contact_search', 'conversations'];

const rule = `case view ${LIST_VIEWS.map(view => `when '${view}' then '${viewRule(view, 'c', '$4').replaceAll("'", "''")}'`).join(' ')} end`;

/**
 * So many of the newest conversations of a view are read through. When one in fifteen of them matches, the words are common
 * enough to read on; else the index of words is asked.
 */
const TRIED = 60;
const COMMON = TRIED / 15;
const READ_ON = 1_000;
/** A shorter beginning of a last word stands for too many words to be looked up beside others: there it must be the whole word. */
const SHORTEST_BEGINNING = 3;

/** By the function behind `@@`, and one conversation after the other: the planner must not look its words up here. */
const common = `
  select c.id from (select c.* from conversations c where c.org_id = $1 and %1$s order by c.last_activity_at desc, c.id desc limit $6) c
  left join lateral (select true as found from message_search s
    where s.org_id = $1 and s.conversation_id = c.id and ts_match_vq(s.words, $2) limit 1) said on true
  left join lateral (select ts_match_vq(k.words, $3) as found from contact_search k where k.org_id = $1 and k.contact_id = c.contact_id limit 1) named on true
  where said.found or named.found
  order by c.last_activity_at desc, c.id desc limit $5`;

/** How many conversations the view holds, as far as it matters. */
const counted = `
  select count(*) from (select from conversations c where c.org_id = $1 and %1$s limit ${READ_ON + 1}) held`;

const rare = `
  with said as materialized (select distinct s.conversation_id as id from message_search s where s.words @@ $6 and s.org_id = $1),
  named as materialized (select k.contact_id from contact_search k where k.words @@ $3 and k.org_id = $1)
  select c.id from conversations c where c.org_id = $1 and %1$s and c.id in (
    select id from said union all select o.id from named join conversations o on o.org_id = $1 and o.contact_id = named.contact_id)
  order by c.last_activity_at desc, c.id desc limit $5`;

/** Run after the tables are secured; safe to run again. */
export const inboxSearchSql = `
grant create on schema public to parley_search;
${SEARCHED.map(
  table => `grant select on ${table} to parley_search;
drop policy if exists search on ${table};
create policy search on ${table} for select to parley_search using (true);`,
).join('\n')}

drop function if exists search_inbox(text, text, uuid, int);
create function search_inbox(query text, view text, member uuid, how_many int)
returns table (conversation_id uuid, message_id uuid)
language plpgsql stable security definer set search_path = public, pg_temp set jit = off set random_page_cost = 1.1 set max_parallel_workers_per_gather = 0 as $search$
declare
  org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  tag text := search_tag(org);
  words text[] := search_words(query);
  digits text := regexp_replace(query, '[^0-9]', '', 'g');
  rule text := ${rule};
  spoken tsquery;
  looked_up tsquery;
  called tsquery;
  found uuid[];
  holds int;
  read_through int;
begin
  if org is null or cardinality(words) = 0 then return; end if;
  spoken := (select string_agg('''' || tag || word || '''' || case when place = cardinality(words) then ':*' else '' end, ' & ' order by place)
    from unnest(words) with ordinality as typed (word, place))::tsquery;
  looked_up := case when cardinality(words) = 1 or length(words[cardinality(words)]) >= ${SHORTEST_BEGINNING} then spoken
    else replace(spoken::text, ':*', '')::tsquery end;
  called := case when query ~ '^[+0-9 ().-]+$' and length(digits) > 2 then ('''' || tag || '#' || digits || ''':*')::tsquery else spoken end;
  execute format($statement$select array(${common})$statement$, rule) into found using org, spoken, called, member, how_many, ${TRIED};
  if cardinality(found) < how_many then
    execute format($statement$${counted}$statement$, rule) into holds using org, spoken, called, member;
    -- A view that was read to its end has no more.
    read_through := case when cardinality(found) >= ${COMMON} then ${READ_ON} else ${TRIED} end;
    if read_through > ${TRIED} and holds > ${TRIED} then
      execute format($statement$select array(${common})$statement$, rule) into found using org, spoken, called, member, how_many, read_through;
    end if;
    if cardinality(found) < how_many and holds > read_through then
      execute format($statement$select array(${rare})$statement$, rule) into found using org, spoken, called, member, how_many, looked_up;
    end if;
  end if;
  return query select c.id, (select s.message_id from message_search s
      where s.org_id = org and s.conversation_id = c.id and ts_match_vq(s.words, spoken) order by s.created_at desc limit 1)
    from unnest(found) with ordinality as c (id, place) order by c.place;
end $search$;

alter function search_inbox(text, text, uuid, int) owner to parley_search;
revoke create on schema public from parley_search;
revoke all on function search_inbox(text, text, uuid, int) from public;
grant execute on function search_inbox(text, text, uuid, int) to parley_app;
`;
