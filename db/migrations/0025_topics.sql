CREATE TABLE "topic_mentions" (
	"org_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"topic_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "topic_mentions_org_id_message_id_pk" PRIMARY KEY("org_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "topic_reading" (
	"org_id" uuid NOT NULL,
	"through" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "topic_reading_org_id_pk" PRIMARY KEY("org_id")
);
--> statement-breakpoint
CREATE TABLE "topics" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"terms" jsonb NOT NULL,
	"name" text,
	"named_at" integer DEFAULT 0 NOT NULL,
	"mentions" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"last_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "topics_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "topic_mentions" ADD CONSTRAINT "topic_mentions_org_id_topic_id_topics_org_id_id_fk" FOREIGN KEY ("org_id","topic_id") REFERENCES "public"."topics"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "topic_mentions" ADD CONSTRAINT "topic_mentions_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "topic_reading" ADD CONSTRAINT "topic_reading_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "topics" ADD CONSTRAINT "topics_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "topic_mentions_when" ON "topic_mentions" USING btree ("org_id","at","topic_id","conversation_id");--> statement-breakpoint
CREATE INDEX "topic_mentions_topic" ON "topic_mentions" USING btree ("org_id","topic_id","at");--> statement-breakpoint
CREATE INDEX "topic_mentions_conversation" ON "topic_mentions" USING btree ("org_id","conversation_id");--> statement-breakpoint
CREATE INDEX "topics_last" ON "topics" USING btree ("org_id","last_at");