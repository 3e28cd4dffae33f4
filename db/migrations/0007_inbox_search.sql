CREATE TABLE "contact_search" (
	"org_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"words" "tsvector" DEFAULT '' NOT NULL,
	CONSTRAINT "contact_search_org_id_contact_id_pk" PRIMARY KEY("org_id","contact_id")
);
--> statement-breakpoint
CREATE TABLE "message_search" (
	"org_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"words" "tsvector" NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "message_search_org_id_message_id_pk" PRIMARY KEY("org_id","message_id")
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "escalated" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "awaits_approval" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
-- Words are cut here and not by Postgres' own parser, whose idea of a letter depends on the server's locale: everything between
-- spaces, punctuation, symbols and emoji is a word, in any script. Joiners inside words (Indic, Persian) are left out.
CREATE FUNCTION search_words(input text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $words$
  SELECT coalesce(array_agg(left(word, 60) ORDER BY place), '{}')
  FROM regexp_split_to_table(lower(normalize(translate(input, U&'\200C\200D\FEFF', ''), NFKC)),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u055a-\u055f\u060c\u061b\u061f\u06d4\u0964\u0965\u2000-\u200b\u200e-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3003\u3008-\u3020\u3030\uff61-\uff65\ufe00-\ufe0f\ufffd\U0001f000-\U0001faff]+')
    WITH ORDINALITY AS cut (word, place)
  WHERE word <> ''
$words$;
--> statement-breakpoint
-- Every word carries a tag of its organization: the index of words knows no tenants, and none shall pay for the messages of
-- another. Two organizations with the same tag (1 in 16 million) only share that cost: rows are told apart by org_id.
CREATE FUNCTION search_tag(org_id uuid) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $tag$ SELECT right(org_id::text, 6) || '@' $tag$;
--> statement-breakpoint
CREATE FUNCTION search_vector(org_id uuid, words text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $vector$
  SELECT array_to_tsvector(ARRAY(SELECT search_tag(org_id) || word FROM unnest(words) word))
$vector$;
--> statement-breakpoint
CREATE FUNCTION keep_message_search() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
  IF NEW.text IS NULL OR NEW.deleted_at IS NOT NULL THEN
    DELETE FROM message_search s WHERE s.org_id = NEW.org_id AND s.message_id = NEW.id;
  ELSE
    INSERT INTO message_search (org_id, message_id, conversation_id, words, created_at)
    VALUES (NEW.org_id, NEW.id, NEW.conversation_id, search_vector(NEW.org_id, search_words(NEW.text)), NEW.created_at)
    ON CONFLICT (org_id, message_id) DO UPDATE SET words = excluded.words;
  END IF;
  RETURN NULL;
END $keep$;
--> statement-breakpoint
CREATE TRIGGER message_search_new AFTER INSERT ON messages FOR EACH ROW
  WHEN (NEW.text IS NOT NULL AND NEW.deleted_at IS NULL) EXECUTE FUNCTION keep_message_search();
--> statement-breakpoint
CREATE TRIGGER message_search_changed AFTER UPDATE OF text, deleted_at ON messages FOR EACH ROW
  WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at) EXECUTE FUNCTION keep_message_search();
--> statement-breakpoint
-- Every end of a number from three digits on: any run of its digits is then the beginning of one of them.
CREATE FUNCTION identity_words(kind text, value text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $ends$
  SELECT CASE WHEN kind IN ('phone', 'wa_id') THEN
    (SELECT coalesce(array_agg('#' || substr(digits, start)), '{}') FROM regexp_replace(value, '[^0-9]', '', 'g') digits, generate_series(1, length(digits) - 2) start)
    ELSE search_words(value) END
$ends$;
--> statement-breakpoint
CREATE FUNCTION contact_vector(org uuid, contact uuid) RETURNS tsvector LANGUAGE sql STABLE AS $vector$
  SELECT search_vector(org, coalesce(search_words(c.name), '{}') ||
    coalesce((SELECT array_agg(word) FROM contact_identities i, unnest(identity_words(i.kind, i.value)) word WHERE i.org_id = org AND i.contact_id = contact), '{}'))
  FROM contacts c WHERE c.org_id = org AND c.id = contact
$vector$;
--> statement-breakpoint
CREATE FUNCTION keep_contact_search() RETURNS trigger LANGUAGE plpgsql AS $keep$
DECLARE
  org uuid;
  touched uuid[];
BEGIN
  IF TG_OP = 'DELETE' THEN org := OLD.org_id; ELSE org := NEW.org_id; END IF;
  IF TG_TABLE_NAME = 'contacts' THEN touched := ARRAY[NEW.id];
  ELSIF TG_OP = 'DELETE' THEN touched := ARRAY[OLD.contact_id];
  ELSIF TG_OP = 'INSERT' THEN touched := ARRAY[NEW.contact_id];
  ELSE touched := ARRAY[OLD.contact_id, NEW.contact_id];
  END IF;
  INSERT INTO contact_search (org_id, contact_id, words)
  SELECT c.org_id, c.id, contact_vector(c.org_id, c.id) FROM contacts c WHERE c.org_id = org AND c.id = ANY(touched)
  ON CONFLICT (org_id, contact_id) DO UPDATE SET words = excluded.words;
  RETURN NULL;
END $keep$;
--> statement-breakpoint
CREATE FUNCTION keep_escalated() RETURNS trigger LANGUAGE plpgsql AS $keep$
DECLARE
  org uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.org_id ELSE NEW.org_id END;
  conversation uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.conversation_id ELSE NEW.conversation_id END;
  waits boolean := EXISTS (SELECT FROM escalations e WHERE e.org_id = org AND e.conversation_id = conversation AND e.state = 'pending' AND e.effect = 'hand_over');
BEGIN
  UPDATE conversations c SET escalated = waits WHERE c.org_id = org AND c.id = conversation AND c.escalated <> waits;
  RETURN NULL;
END $keep$;
--> statement-breakpoint
CREATE TRIGGER escalations_keep AFTER INSERT OR UPDATE OF state, effect OR DELETE ON escalations FOR EACH ROW EXECUTE FUNCTION keep_escalated();
--> statement-breakpoint
CREATE FUNCTION keep_awaits_approval() RETURNS trigger LANGUAGE plpgsql AS $keep$
DECLARE
  org uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.org_id ELSE NEW.org_id END;
  conversation uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.conversation_id ELSE NEW.conversation_id END;
  waits boolean := EXISTS (SELECT FROM drafts d WHERE d.org_id = org AND d.conversation_id = conversation AND d.state = 'PENDING' AND d.kind = 'APPROVAL');
BEGIN
  UPDATE conversations c SET awaits_approval = waits WHERE c.org_id = org AND c.id = conversation AND c.awaits_approval <> waits;
  RETURN NULL;
END $keep$;
--> statement-breakpoint
CREATE TRIGGER drafts_keep AFTER INSERT OR UPDATE OF state, kind OR DELETE ON drafts FOR EACH ROW EXECUTE FUNCTION keep_awaits_approval();
--> statement-breakpoint
-- What is there already. An owner that is no superuser sees nothing under forced row-level security; it is forced again after every migration.
ALTER TABLE messages NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE contacts NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE contact_identities NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE conversations NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE escalations NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE drafts NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO message_search (org_id, message_id, conversation_id, words, created_at)
SELECT org_id, id, conversation_id, search_vector(org_id, search_words(text)), created_at FROM messages WHERE text IS NOT NULL AND deleted_at IS NULL ORDER BY created_at;
--> statement-breakpoint
INSERT INTO contact_search (org_id, contact_id, words) SELECT org_id, id, contact_vector(org_id, id) FROM contacts;
--> statement-breakpoint
UPDATE conversations c SET escalated = true FROM escalations e WHERE e.org_id = c.org_id AND e.conversation_id = c.id AND e.state = 'pending' AND e.effect = 'hand_over';
--> statement-breakpoint
UPDATE conversations c SET awaits_approval = true FROM drafts d WHERE d.org_id = c.org_id AND d.conversation_id = c.id AND d.state = 'PENDING' AND d.kind = 'APPROVAL';
--> statement-breakpoint
CREATE TRIGGER contact_search_name AFTER INSERT OR UPDATE OF name ON contacts FOR EACH ROW EXECUTE FUNCTION keep_contact_search();
--> statement-breakpoint
CREATE TRIGGER contact_search_identity AFTER INSERT OR UPDATE OF kind, value, contact_id OR DELETE ON contact_identities FOR EACH ROW EXECUTE FUNCTION keep_contact_search();
--> statement-breakpoint
ALTER TABLE "contact_search" ADD CONSTRAINT "contact_search_org_id_contact_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","contact_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "message_search" ADD CONSTRAINT "message_search_org_id_message_id_messages_org_id_id_fk" FOREIGN KEY ("org_id","message_id") REFERENCES "public"."messages"("org_id","id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "contact_search_words" ON "contact_search" USING gin ("words") WITH (fastupdate=false);
--> statement-breakpoint
CREATE INDEX "message_search_words" ON "message_search" USING gin ("words") WITH (fastupdate=false);
--> statement-breakpoint
CREATE INDEX "message_search_conversation" ON "message_search" USING btree ("org_id","conversation_id");
--> statement-breakpoint
CREATE INDEX "conversations_open" ON "conversations" USING btree ("org_id","last_activity_at","id") WHERE closed_at is null;
--> statement-breakpoint
CREATE INDEX "conversations_owner" ON "conversations" USING btree ("org_id","owner","last_activity_at","id") WHERE closed_at is null;
--> statement-breakpoint
CREATE INDEX "conversations_needs_human" ON "conversations" USING btree ("org_id","last_activity_at","id") WHERE closed_at is null and (owner = 'HUMAN' or escalated);
--> statement-breakpoint
CREATE INDEX "conversations_mine" ON "conversations" USING btree ("org_id","owner_member_id","last_activity_at","id") WHERE closed_at is null and owner_member_id is not null;
--> statement-breakpoint
CREATE INDEX "conversations_approval" ON "conversations" USING btree ("org_id","last_activity_at","id") WHERE closed_at is null and awaits_approval;
--> statement-breakpoint
CREATE INDEX "conversations_unread" ON "conversations" USING btree ("org_id","last_activity_at","id") WHERE closed_at is null and unread > 0;
--> statement-breakpoint
CREATE INDEX "conversations_resolved" ON "conversations" USING btree ("org_id","last_activity_at","id") WHERE closed_at is not null;
