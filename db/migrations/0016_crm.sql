CREATE TABLE "contact_merges" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kept_id" uuid NOT NULL,
	"merged_id" uuid NOT NULL,
	"before" jsonb NOT NULL,
	"merged_by" uuid NOT NULL,
	"merged_at" timestamp(3) with time zone NOT NULL,
	"undone_at" timestamp(3) with time zone,
	CONSTRAINT "contact_merges_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "duplicate_suggestions" (
	"org_id" uuid NOT NULL,
	"first_id" uuid NOT NULL,
	"second_id" uuid NOT NULL,
	"reasons" jsonb NOT NULL,
	"state" text NOT NULL,
	"found_at" timestamp(3) with time zone NOT NULL,
	"decided_at" timestamp(3) with time zone,
	"decided_by" uuid,
	CONSTRAINT "duplicate_suggestions_org_id_first_id_second_id_pk" PRIMARY KEY("org_id","first_id","second_id")
);
--> statement-breakpoint
CREATE TABLE "lead_assignees" (
	"org_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"last_assigned_at" timestamp(3) with time zone,
	CONSTRAINT "lead_assignees_org_id_member_id_pk" PRIMARY KEY("org_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "lead_assignment" (
	"org_id" uuid PRIMARY KEY NOT NULL,
	"mode" text NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lead_moves" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"from_status" text,
	"to_status" text NOT NULL,
	"by_person" boolean NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "lead_moves_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "custom_fields" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"choices" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"position" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "custom_fields_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "custom_values" (
	"org_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"field_id" uuid NOT NULL,
	"value" text NOT NULL,
	"amount" double precision,
	"set_by_person" boolean DEFAULT true NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "custom_values_org_id_contact_id_field_id_pk" PRIMARY KEY("org_id","contact_id","field_id")
);
--> statement-breakpoint
CREATE TABLE "contact_labels" (
	"org_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"label_id" uuid NOT NULL,
	"added_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "contact_labels_org_id_contact_id_label_id_pk" PRIMARY KEY("org_id","contact_id","label_id")
);
--> statement-breakpoint
CREATE TABLE "labels" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"color" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "labels_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "exports" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"filter" jsonb NOT NULL,
	"state" text NOT NULL,
	"rows" integer DEFAULT 0 NOT NULL,
	"size_bytes" bigint,
	"storage_key" text,
	"failure" text,
	"created_by" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"expires_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "exports_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "import_rows" (
	"org_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"cells" jsonb NOT NULL,
	"outcome" text,
	"errors" jsonb,
	CONSTRAINT "import_rows_org_id_import_id_number_pk" PRIMARY KEY("org_id","import_id","number")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"columns" jsonb NOT NULL,
	"mapping" jsonb,
	"options" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" text NOT NULL,
	"total_rows" integer NOT NULL,
	"next_row" integer DEFAULT 1 NOT NULL,
	"created" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"created_by" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"started_at" timestamp(3) with time zone,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "imports_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "display_name" text;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "notes" text;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "vip" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "merged_into_id" uuid;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "score_parts" jsonb;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "status_changed_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "won_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "contact_merges" ADD CONSTRAINT "contact_merges_org_id_kept_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","kept_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_merges" ADD CONSTRAINT "contact_merges_org_id_merged_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","merged_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_suggestions" ADD CONSTRAINT "duplicate_suggestions_org_id_first_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","first_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_suggestions" ADD CONSTRAINT "duplicate_suggestions_org_id_second_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","second_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_assignees" ADD CONSTRAINT "lead_assignees_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_assignment" ADD CONSTRAINT "lead_assignment_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lead_moves" ADD CONSTRAINT "lead_moves_org_id_contact_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","contact_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "custom_fields" ADD CONSTRAINT "custom_fields_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "custom_values" ADD CONSTRAINT "custom_values_org_id_contact_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","contact_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "custom_values" ADD CONSTRAINT "custom_values_org_id_field_id_custom_fields_org_id_id_fk" FOREIGN KEY ("org_id","field_id") REFERENCES "public"."custom_fields"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_labels" ADD CONSTRAINT "contact_labels_org_id_contact_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","contact_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_labels" ADD CONSTRAINT "contact_labels_org_id_label_id_labels_org_id_id_fk" FOREIGN KEY ("org_id","label_id") REFERENCES "public"."labels"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labels" ADD CONSTRAINT "labels_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exports" ADD CONSTRAINT "exports_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_org_id_import_id_imports_org_id_id_fk" FOREIGN KEY ("org_id","import_id") REFERENCES "public"."imports"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contact_merges_kept" ON "contact_merges" USING btree ("org_id","kept_id","merged_at");--> statement-breakpoint
CREATE INDEX "duplicate_suggestions_open" ON "duplicate_suggestions" USING btree ("org_id","state","found_at");--> statement-breakpoint
CREATE INDEX "duplicate_suggestions_second" ON "duplicate_suggestions" USING btree ("org_id","second_id");--> statement-breakpoint
CREATE INDEX "lead_moves_contact" ON "lead_moves" USING btree ("org_id","contact_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "custom_fields_key" ON "custom_fields" USING btree ("org_id",lower("key"));--> statement-breakpoint
CREATE INDEX "custom_values_field" ON "custom_values" USING btree ("org_id","field_id","amount");--> statement-breakpoint
CREATE INDEX "contact_labels_label" ON "contact_labels" USING btree ("org_id","label_id","contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "labels_name" ON "labels" USING btree ("org_id",lower("name"));--> statement-breakpoint
CREATE INDEX "exports_recent" ON "exports" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "exports_expiry" ON "exports" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "imports_recent" ON "imports" USING btree ("org_id","created_at");--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" USING btree ("org_id","subject_id","at");--> statement-breakpoint
CREATE INDEX "contacts_name" ON "contacts" USING btree ("org_id",lower(coalesce("display_name", "name", '')),"id");--> statement-breakpoint
CREATE INDEX "contacts_created" ON "contacts" USING btree ("org_id","created_at","id");--> statement-breakpoint
CREATE INDEX "contacts_merged" ON "contacts" USING btree ("org_id","merged_into_id") WHERE merged_into_id is not null;--> statement-breakpoint
CREATE INDEX "leads_updated" ON "leads" USING btree ("org_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "leads_status" ON "leads" USING btree ("org_id","status","updated_at","id");--> statement-breakpoint
CREATE INDEX "leads_owner" ON "leads" USING btree ("org_id","owner_member_id","updated_at","id");--> statement-breakpoint
-- Whoever moves a status, the move is known: when, from where, and whether a person set it. The clock is the application's.
CREATE FUNCTION keep_lead_move() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
  NEW.status_changed_at := NEW.updated_at;
  NEW.won_at := CASE WHEN NEW.status = 'WON' THEN NEW.updated_at END;
  INSERT INTO lead_moves (org_id, id, lead_id, contact_id, from_status, to_status, by_person, at)
  VALUES (NEW.org_id, gen_random_uuid(), NEW.id, NEW.contact_id, OLD.status, NEW.status, NEW.status_set_by_person, NEW.updated_at);
  RETURN NEW;
END $keep$;
--> statement-breakpoint
CREATE TRIGGER leads_moved BEFORE UPDATE OF status ON leads FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION keep_lead_move();
--> statement-breakpoint
ALTER TABLE leads NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE leads SET won_at = updated_at, status_changed_at = updated_at WHERE status = 'WON';--> statement-breakpoint
-- A contact is found by the name people gave it too.
CREATE OR REPLACE FUNCTION contact_vector(org uuid, contact uuid) RETURNS tsvector LANGUAGE sql STABLE AS $vector$
  SELECT search_vector(org, coalesce(search_words(c.name), '{}') || coalesce(search_words(c.display_name), '{}') ||
    coalesce((SELECT array_agg(word) FROM contact_identities i, unnest(identity_words(i.kind, i.value)) word WHERE i.org_id = org AND i.contact_id = contact), '{}'))
  FROM contacts c WHERE c.org_id = org AND c.id = contact
$vector$;
--> statement-breakpoint
CREATE TRIGGER contact_search_renamed_by_person AFTER UPDATE OF display_name ON contacts FOR EACH ROW
  WHEN (OLD.display_name IS DISTINCT FROM NEW.display_name) EXECUTE FUNCTION keep_contact_search();
