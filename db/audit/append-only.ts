/** The audit log is only ever added to, whoever asks: rows go with their organization, and not otherwise. */
export const appendOnlySql = `
create or replace function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  -- Deeper than one: the organization itself is deleted, and its rows go with it.
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then return old; end if;
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;
drop trigger if exists append_only on audit_log;
create trigger append_only before update or delete on audit_log for each row execute function audit_log_is_append_only();
drop trigger if exists append_only_whole on audit_log;
create trigger append_only_whole before truncate on audit_log for each statement execute function audit_log_is_append_only();`;
