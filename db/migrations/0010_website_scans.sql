CREATE TABLE "website_pages" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"scan_id" uuid NOT NULL,
	"url" text NOT NULL,
	"kind" text NOT NULL,
	"depth" integer NOT NULL,
	"priority" integer NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"detail" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp(3) with time zone,
	"title" text,
	"words" text,
	"document_id" uuid,
	"found_at" timestamp(3) with time zone NOT NULL,
	"fetched_at" timestamp(3) with time zone,
	"check_at" timestamp(3) with time zone,
	CONSTRAINT "website_pages_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "website_scans" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"start_url" text NOT NULL,
	"max_pages" integer NOT NULL,
	"max_depth" integer NOT NULL,
	"robots" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"sitemap_pages" integer,
	"requests" integer DEFAULT 0 NOT NULL,
	"bytes" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"totals" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_by" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "website_scans_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "website_pages" ADD CONSTRAINT "website_pages_org_id_source_id_knowledge_sources_org_id_id_fk" FOREIGN KEY ("org_id","source_id") REFERENCES "public"."knowledge_sources"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "website_scans" ADD CONSTRAINT "website_scans_org_id_source_id_knowledge_sources_org_id_id_fk" FOREIGN KEY ("org_id","source_id") REFERENCES "public"."knowledge_sources"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "website_pages_url" ON "website_pages" USING btree ("org_id","source_id","url");--> statement-breakpoint
CREATE INDEX "website_pages_scan" ON "website_pages" USING btree ("org_id","scan_id","state","priority");--> statement-breakpoint
CREATE INDEX "website_pages_document" ON "website_pages" USING btree ("org_id","document_id");--> statement-breakpoint
CREATE INDEX "website_pages_due" ON "website_pages" USING btree ("check_at") WHERE check_at is not null;--> statement-breakpoint
CREATE INDEX "website_scans_source" ON "website_scans" USING btree ("org_id","source_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "website_scans_running" ON "website_scans" USING btree ("org_id","source_id") WHERE state = 'RUNNING';