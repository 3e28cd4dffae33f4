CREATE TABLE "conversation_links" (
	"org_id" uuid NOT NULL,
	"first_id" uuid NOT NULL,
	"second_id" uuid NOT NULL,
	"linked_by" uuid NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "conversation_links_org_id_first_id_second_id_pk" PRIMARY KEY("org_id","first_id","second_id")
);
--> statement-breakpoint
CREATE TABLE "cta_events" (
	"org_id" uuid NOT NULL,
	"event_id" text NOT NULL,
	"conversation_id" uuid NOT NULL,
	"cta" text NOT NULL,
	"event" text NOT NULL,
	"step" text,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cta_events_org_id_event_id_pk" PRIMARY KEY("org_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "cta_links" (
	"org_id" uuid NOT NULL,
	"token" text NOT NULL,
	"conversation_id" uuid NOT NULL,
	"cta" text NOT NULL,
	"target" text NOT NULL,
	"clicks" integer DEFAULT 0 NOT NULL,
	"first_clicked_at" timestamp(3) with time zone,
	"last_clicked_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "cta_links_org_id_token_pk" PRIMARY KEY("org_id","token"),
	CONSTRAINT "cta_links_token" UNIQUE("token"),
	CONSTRAINT "cta_links_once" UNIQUE("org_id","conversation_id","cta","target")
);
--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD COLUMN "messaging_tier" text;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD COLUMN "quality" text;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD COLUMN "tier_read_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "autoreply" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "marketing_opt_in" jsonb;--> statement-breakpoint
ALTER TABLE "conversation_links" ADD CONSTRAINT "conversation_links_org_id_first_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","first_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversation_links" ADD CONSTRAINT "conversation_links_org_id_second_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","second_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cta_events" ADD CONSTRAINT "cta_events_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cta_links" ADD CONSTRAINT "cta_links_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conversation_links_second" ON "conversation_links" USING btree ("org_id","second_id");--> statement-breakpoint
CREATE INDEX "cta_events_conversation" ON "cta_events" USING btree ("org_id","conversation_id");--> statement-breakpoint
CREATE INDEX "messages_templates" ON "messages" USING btree ("org_id","channel_account_id","created_at") WHERE kind = 'TEMPLATE';