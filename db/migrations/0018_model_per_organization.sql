CREATE TABLE "model_settings" (
	"org_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"base_url" text,
	"api_key_sealed" "bytea",
	"key_end" text,
	"model" text,
	"models" jsonb NOT NULL,
	"temperature" real,
	"prices" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "model_settings_org_id_pk" PRIMARY KEY("org_id")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "confidence" real;--> statement-breakpoint
ALTER TABLE "model_settings" ADD CONSTRAINT "model_settings_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;