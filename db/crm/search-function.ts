/**
 * Contacts by words of their names and addresses or by digits of their numbers, as the search role (see
 * search/inbox-function.ts): for the transaction's own organization and no other. All words must be found; the last may be
 * unfinished. At most 5,000: more is no search.
 */
export const contactSearchSql = `
grant create on schema public to parley_search;
drop function if exists search_contacts(text);
create function search_contacts(query text) returns table (contact_id uuid)
language plpgsql stable security definer set search_path = public, pg_temp set jit = off as $search$
declare
  org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  tag text := search_tag(org);
  words text[] := search_words(query);
  digits text := regexp_replace(query, '[^0-9]', '', 'g');
  called tsquery;
begin
  if org is null or cardinality(words) = 0 then return; end if;
  called := case when query ~ '^[+0-9 ().-]+$' and length(digits) > 2 then ('''' || tag || '#' || digits || ''':*')::tsquery
    else (select string_agg('''' || tag || word || '''' || case when place = cardinality(words) then ':*' else '' end, ' & ' order by place)
      from unnest(words) with ordinality as typed (word, place))::tsquery end;
  -- What was merged into another contact finds that one.
  return query select distinct coalesce(c.merged_into_id, c.id) from contact_search s join contacts c on c.org_id = s.org_id and c.id = s.contact_id
    where s.org_id = org and s.words @@ called limit 5000;
end $search$;
grant select on contacts to parley_search;
drop policy if exists search on contacts;
create policy search on contacts for select to parley_search using (true);
alter function search_contacts(text) owner to parley_search;
revoke create on schema public from parley_search;
revoke all on function search_contacts(text) from public;
grant execute on function search_contacts(text) to parley_app;
`;
