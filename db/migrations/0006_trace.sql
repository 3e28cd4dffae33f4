ALTER TABLE "raw_updates" ADD COLUMN "trace" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "trace" text;