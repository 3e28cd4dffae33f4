ALTER TABLE "leads" ADD COLUMN "last_touch" jsonb;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "last_touch" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "attribution" jsonb;