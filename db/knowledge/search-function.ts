/**
 * Search by meaning and by words, in functions that run as a role of their own: under the tenants' row-level security the
 * planner may not use the search indexes (tried: 26-95 ms against 0.4 ms). The role may only read these two tables, and the
 * functions answer for the transaction's own organization and for no other.
 */
const SEARCHED = ['knowledge_chunks', 'message_chunks'];

const body = (table: string, key: string, scope: string, columns: string) => `
declare
  org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  wanted tsquery := case when query_words = '' then null else to_tsquery('simple', query_words) end;
begin
  if org is null then return; end if;
  return query
  with by_meaning as (
    select c.${key} as key from ${table} c
    where query_vector is not null and c.org_id = org${scope} and c.embedding_model = model
    order by c.embedding <=> query_vector limit how_many
  ), by_words as (
    select c.${key} as key from ${table} c
    where wanted is not null and c.org_id = org${scope} and c.words @@ wanted
    order by ts_rank_cd(c.words, wanted, 1) desc limit how_many
  )
  select ${columns},
    case when query_vector is null or c.embedding_model is distinct from model then null else 1 - (c.embedding <=> query_vector) end
  from ${table} c
  where c.org_id = org and c.${key} in (select key from by_meaning union select key from by_words);
end`;

/** Run after the tables are secured; safe to run again. */
export const searchFunctionsSql = `
do $$ begin if not exists (select from pg_roles where rolname = 'parley_search') then create role parley_search nologin; end if; end $$;
grant parley_search to current_user;
grant usage, create on schema public to parley_search;
revoke all on all tables in schema public from parley_search;
${SEARCHED.map(
  table => `grant select on ${table} to parley_search;
drop policy if exists search on ${table};
create policy search on ${table} for select to parley_search using (true);`,
).join('\n')}

drop function if exists search_knowledge(vector, text, text, int);
create function search_knowledge(query_vector vector, query_words text, model text, how_many int)
returns table (id uuid, document_id uuid, title text, body text, tokens int, similarity float8)
language plpgsql stable security definer set search_path = public, pg_temp set hnsw.iterative_scan = 'relaxed_order' as $search$
${body('knowledge_chunks', 'id', '', 'c.id, c.document_id, c.title, c.text, c.tokens')}
$search$;

drop function if exists search_messages(uuid[], vector, text, text, int);
create function search_messages(conversations uuid[], query_vector vector, query_words text, model text, how_many int)
returns table (message_id uuid, conversation_id uuid, body text, at timestamptz, similarity float8)
language plpgsql stable security definer set search_path = public, pg_temp as $search$
${body('message_chunks', 'message_id', ' and c.conversation_id = any(conversations)', 'c.message_id, c.conversation_id, c.text, c.at::timestamptz')}
$search$;

alter function search_knowledge(vector, text, text, int) owner to parley_search;
alter function search_messages(uuid[], vector, text, text, int) owner to parley_search;
revoke create on schema public from parley_search;
revoke all on function search_knowledge(vector, text, text, int) from public;
revoke all on function search_messages(uuid[], vector, text, text, int) from public;
grant execute on function search_knowledge(vector, text, text, int) to parley_app;
grant execute on function search_messages(uuid[], vector, text, text, int) to parley_app;
`;
