DROP INDEX "outbox_unsent";--> statement-breakpoint
CREATE INDEX "messages_open_sends" ON "messages" USING btree ("org_id","conversation_id","state") WHERE state in ('SENDING', 'UNKNOWN', 'QUEUED');--> statement-breakpoint
ALTER TABLE "outbox" DROP COLUMN "sent_revision";