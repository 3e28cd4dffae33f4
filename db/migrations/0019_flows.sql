CREATE TABLE "flow_runs" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"flow_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"conversation_id" uuid NOT NULL,
	"state" text NOT NULL,
	"begun_by" text NOT NULL,
	"node_id" text NOT NULL,
	"variables" jsonb NOT NULL,
	"steps" integer NOT NULL,
	"wait" jsonb,
	"started_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"end_reason" text,
	CONSTRAINT "flow_runs_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "flow_versions" (
	"org_id" uuid NOT NULL,
	"flow_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"trigger" jsonb NOT NULL,
	"graph" jsonb NOT NULL,
	"created_by" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "flow_versions_org_id_flow_id_version_pk" PRIMARY KEY("org_id","flow_id","version")
);
--> statement-breakpoint
CREATE TABLE "flows" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"active" boolean DEFAULT false NOT NULL,
	"current_version" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "flows_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "flow_run_id" uuid;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "flow_due_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "flow_runs" ADD CONSTRAINT "flow_runs_org_id_flow_id_version_flow_versions_org_id_flow_id_version_fk" FOREIGN KEY ("org_id","flow_id","version") REFERENCES "public"."flow_versions"("org_id","flow_id","version") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flow_runs" ADD CONSTRAINT "flow_runs_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flow_versions" ADD CONSTRAINT "flow_versions_org_id_flow_id_flows_org_id_id_fk" FOREIGN KEY ("org_id","flow_id") REFERENCES "public"."flows"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flows" ADD CONSTRAINT "flows_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "flow_runs_running" ON "flow_runs" USING btree ("org_id","conversation_id") WHERE state = 'RUNNING';--> statement-breakpoint
CREATE INDEX "flow_runs_flow" ON "flow_runs" USING btree ("org_id","flow_id","started_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "flows_name" ON "flows" USING btree ("org_id",lower("name"));--> statement-breakpoint
CREATE INDEX "flows_active" ON "flows" USING btree ("org_id","created_at","id") WHERE active;