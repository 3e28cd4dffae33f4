-- Who must be looked at soon stands in the view of those who need a person, whether the agent goes on meanwhile or not.
CREATE OR REPLACE FUNCTION keep_escalated() RETURNS trigger LANGUAGE plpgsql AS $keep$
DECLARE
  org uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.org_id ELSE NEW.org_id END;
  conversation uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.conversation_id ELSE NEW.conversation_id END;
  waits boolean := EXISTS (SELECT FROM escalations e WHERE e.org_id = org AND e.conversation_id = conversation AND e.state = 'pending' AND (e.effect = 'hand_over' OR e.priority IN ('HIGH', 'CRITICAL')));
BEGIN
  UPDATE conversations c SET escalated = waits WHERE c.org_id = org AND c.id = conversation AND c.escalated <> waits;
  RETURN NULL;
END $keep$;
--> statement-breakpoint
DROP TRIGGER escalations_keep ON escalations;--> statement-breakpoint
CREATE TRIGGER escalations_keep AFTER INSERT OR UPDATE OF state, effect, priority OR DELETE ON escalations FOR EACH ROW EXECUTE FUNCTION keep_escalated();
--> statement-breakpoint
ALTER TABLE conversations NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE escalations NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE conversations c SET escalated = true FROM escalations e WHERE e.org_id = c.org_id AND e.conversation_id = c.id AND e.state = 'pending' AND e.priority IN ('HIGH', 'CRITICAL') AND NOT c.escalated;
