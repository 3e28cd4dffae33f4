CREATE TABLE "appointments" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"status" text DEFAULT 'BOOKED' NOT NULL,
	"starts_at" timestamp(3) with time zone NOT NULL,
	"ends_at" timestamp(3) with time zone NOT NULL,
	"contact_id" uuid,
	"conversation_id" uuid,
	"attendee_name" text,
	"attendee_email" text,
	"note" text,
	"cta" text,
	"origin_key" text,
	"created_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"cancelled_at" timestamp(3) with time zone,
	"cancel_reason" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "appointments_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_org_id_contact_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","contact_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "appointments_time" ON "appointments" USING btree ("org_id","starts_at","id");--> statement-breakpoint
CREATE INDEX "appointments_contact" ON "appointments" USING btree ("org_id","contact_id","starts_at");--> statement-breakpoint
CREATE UNIQUE INDEX "appointments_origin" ON "appointments" USING btree ("org_id","origin_key") WHERE origin_key is not null;--> statement-breakpoint
CREATE INDEX "model_calls_when" ON "model_calls" USING brin ("at") WITH (pages_per_range=32,autosummarize=true);--> statement-breakpoint
CREATE INDEX "lead_moves_when" ON "lead_moves" USING btree ("org_id","to_status","at");--> statement-breakpoint
CREATE INDEX "messages_when" ON "messages" USING brin ("created_at") WITH (pages_per_range=32,autosummarize=true);--> statement-breakpoint
CREATE INDEX "turn_steps_when" ON "turn_steps" USING brin ("created_at") WITH (pages_per_range=32,autosummarize=true);