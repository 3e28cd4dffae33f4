CREATE TABLE "import_addresses" (
	"org_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"contact_id" uuid NOT NULL,
	"with_phone" boolean NOT NULL,
	CONSTRAINT "import_addresses_org_id_import_id_kind_value_pk" PRIMARY KEY("org_id","import_id","kind","value")
);
--> statement-breakpoint
ALTER TABLE "import_addresses" ADD CONSTRAINT "import_addresses_org_id_import_id_imports_org_id_id_fk" FOREIGN KEY ("org_id","import_id") REFERENCES "public"."imports"("org_id","id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
-- Words of new contacts and of new identities are kept once a statement, from its own rows alone: a trigger for each row built the
-- words anew from the tables three times a contact, which took longer the more there were, and longer than a statement may take.
CREATE FUNCTION keep_new_contacts_search() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
  INSERT INTO contact_search (org_id, contact_id, words)
  SELECT n.org_id, n.id, search_vector(n.org_id, coalesce(search_words(n.name), '{}') || coalesce(search_words(n.display_name), '{}')) FROM new_rows n
  ON CONFLICT (org_id, contact_id) DO UPDATE SET words = excluded.words;
  RETURN NULL;
END $keep$;
--> statement-breakpoint
CREATE FUNCTION keep_new_identities_search() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
  UPDATE contact_search s SET words = s.words || v.words
  FROM (SELECT n.org_id, n.contact_id, search_vector(n.org_id, array_agg(word)) AS words
    FROM new_rows n, unnest(identity_words(n.kind, n.value)) word GROUP BY n.org_id, n.contact_id) v
  WHERE s.org_id = v.org_id AND s.contact_id = v.contact_id;
  RETURN NULL;
END $keep$;
--> statement-breakpoint
DROP TRIGGER contact_search_name ON contacts;
--> statement-breakpoint
DROP TRIGGER contact_search_identity ON contact_identities;
--> statement-breakpoint
CREATE TRIGGER contact_search_new AFTER INSERT ON contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_new_contacts_search();
--> statement-breakpoint
CREATE TRIGGER contact_search_renamed AFTER UPDATE OF name ON contacts FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION keep_contact_search();
--> statement-breakpoint
CREATE TRIGGER contact_search_new_identity AFTER INSERT ON contact_identities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_new_identities_search();
--> statement-breakpoint
CREATE TRIGGER contact_search_identity AFTER UPDATE OF kind, value, contact_id OR DELETE ON contact_identities FOR EACH ROW EXECUTE FUNCTION keep_contact_search();
--> statement-breakpoint
-- A session keeps the plan it made while the tables were small, and that one reads them whole for every row: only indexes are of use here.
ALTER FUNCTION keep_new_contacts_search() SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off;
--> statement-breakpoint
ALTER FUNCTION keep_new_identities_search() SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off;
--> statement-breakpoint
ALTER FUNCTION keep_contact_search() SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off;
