ALTER TABLE "media_files" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "media_files" ADD COLUMN "next_at" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "messages_media" ON "messages" USING btree ("org_id","media_id") WHERE media_id is not null;