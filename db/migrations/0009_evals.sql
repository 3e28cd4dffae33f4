CREATE TABLE "eval_results" (
	"org_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"persona" text NOT NULL,
	"position" integer NOT NULL,
	"passed" integer NOT NULL,
	"failed" integer NOT NULL,
	"result" jsonb NOT NULL,
	CONSTRAINT "eval_results_org_id_run_id_version_persona_pk" PRIMARY KEY("org_id","run_id","version","persona")
);
--> statement-breakpoint
CREATE TABLE "eval_runs" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"playbook_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"against" integer,
	"state" text NOT NULL,
	"doing" text DEFAULT '' NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer,
	"model" text DEFAULT '' NOT NULL,
	"demo_model" integer DEFAULT 0 NOT NULL,
	"totals" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"failure" text,
	"created_by" uuid,
	"created_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	"alive_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "eval_runs_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "eval_results" ADD CONSTRAINT "eval_results_org_id_run_id_eval_runs_org_id_id_fk" FOREIGN KEY ("org_id","run_id") REFERENCES "public"."eval_runs"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eval_runs" ADD CONSTRAINT "eval_runs_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eval_runs" ADD CONSTRAINT "eval_runs_org_id_playbook_id_playbooks_org_id_id_fk" FOREIGN KEY ("org_id","playbook_id") REFERENCES "public"."playbooks"("org_id","id") ON DELETE cascade ON UPDATE no action;