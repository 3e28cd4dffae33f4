CREATE UNLOGGED TABLE "request_windows" (
	"key" text PRIMARY KEY NOT NULL,
	"ends_at" timestamp(3) with time zone NOT NULL,
	"taken" integer NOT NULL
);
