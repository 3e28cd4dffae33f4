CREATE TABLE "installation_keys" (
	"use" text PRIMARY KEY NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"master_key_id" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL
);
