CREATE TABLE "audit_log" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"subject_id" uuid,
	"payload" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "audit_log_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "timeline" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"outcome" text,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "timeline_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "auth_accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"token" text NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel_accounts" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel" text NOT NULL,
	"name" text NOT NULL,
	"external_id" text NOT NULL,
	"business_id" text NOT NULL,
	"display_address" text NOT NULL,
	"access_token_sealed" "bytea" NOT NULL,
	"app_secret_sealed" "bytea" NOT NULL,
	"verify_token_sealed" "bytea" NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "channel_accounts_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "channel_accounts_external" UNIQUE("channel","external_id")
);
--> statement-breakpoint
CREATE TABLE "contact_identities" (
	"org_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "contact_identities_org_id_kind_value_pk" PRIMARY KEY("org_id","kind","value")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text,
	"language" text,
	"zone" text,
	"blocked" boolean DEFAULT false NOT NULL,
	"opted_out_at" timestamp(3) with time zone,
	"marketing_opt_in_at" timestamp(3) with time zone,
	"marketing_stopped_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "contacts_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "leads" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"status" text DEFAULT 'NEW' NOT NULL,
	"status_set_by_person" boolean DEFAULT false NOT NULL,
	"score" integer,
	"source" text NOT NULL,
	"campaign" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"owner_member_id" uuid,
	"value_micros" bigint,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "leads_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "leads_contact" UNIQUE("org_id","contact_id")
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel_account_id" uuid NOT NULL,
	"owner" text DEFAULT 'AI' NOT NULL,
	"owner_epoch" integer DEFAULT 1 NOT NULL,
	"owner_member_id" uuid,
	"agent_mode" text DEFAULT 'AI' NOT NULL,
	"stage" text DEFAULT 'NEW' NOT NULL,
	"closed_at" timestamp(3) with time zone,
	"last_inbound_number" integer DEFAULT 0 NOT NULL,
	"handled_through" integer DEFAULT 0 NOT NULL,
	"seen_through" integer DEFAULT 0 NOT NULL,
	"first_unhandled_at" timestamp(3) with time zone,
	"last_inbound_at" timestamp(3) with time zone,
	"last_outbound_at" timestamp(3) with time zone,
	"window_ends_at" timestamp(3) with time zone,
	"last_provider_inbound_id" text,
	"unanswered" integer DEFAULT 0 NOT NULL,
	"bot_messages" integer DEFAULT 0 NOT NULL,
	"user_replies" integer DEFAULT 0 NOT NULL,
	"reply_seconds" bigint DEFAULT 0 NOT NULL,
	"ai_failures" integer DEFAULT 0 NOT NULL,
	"staleness" text DEFAULT 'ACTIVE' NOT NULL,
	"ctas" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"follow_up_step" integer DEFAULT 0 NOT NULL,
	"member_active_at" timestamp(3) with time zone,
	"taken_over_at" timestamp(3) with time zone,
	"takeover_reminded" boolean DEFAULT false NOT NULL,
	"customer_waiting_at" timestamp(3) with time zone,
	"human_reply_step" integer DEFAULT 0 NOT NULL,
	"next_due_kind" text,
	"next_due_at" timestamp(3) with time zone,
	"next_due_step" integer,
	"activity" text DEFAULT 'IDLE' NOT NULL,
	"turn_number" integer DEFAULT 0 NOT NULL,
	"playbook_id" uuid NOT NULL,
	"playbook_version" integer NOT NULL,
	"lead_source" text NOT NULL,
	"campaign" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"memory" jsonb NOT NULL,
	"unread" integer DEFAULT 0 NOT NULL,
	"last_message_id" uuid,
	"last_activity_at" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "conversations_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "conversations_contact_channel" UNIQUE("org_id","contact_id","channel_account_id")
);
--> statement-breakpoint
CREATE TABLE "escalations" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"state" text NOT NULL,
	"priority" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"effect" text NOT NULL,
	"brief" jsonb,
	"note" text,
	"resolved_by" uuid,
	"resolved_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "escalations_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"xid" "xid8" NOT NULL,
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"conversation_id" uuid,
	"payload" jsonb NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "processed_ids" (
	"channel_account_id" uuid NOT NULL,
	"id_hash" "bytea" NOT NULL,
	"processed_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "processed_ids_channel_account_id_id_hash_pk" PRIMARY KEY("channel_account_id","id_hash")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"tat" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "raw_updates" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"channel_account_id" uuid NOT NULL,
	"update_key" "bytea" NOT NULL,
	"body" "bytea" NOT NULL,
	"received_at" timestamp(3) with time zone NOT NULL,
	"claimed_until" timestamp(3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"handled_at" timestamp(3) with time zone,
	"parked_reason" text,
	CONSTRAINT "raw_updates_key" UNIQUE("channel_account_id","update_key")
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"turn_id" uuid,
	"kind" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"content" jsonb NOT NULL,
	"cursor" integer NOT NULL,
	"state" text NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "drafts_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "media_files" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"provider_media_id" text,
	"mime" text NOT NULL,
	"file_name" text,
	"sha256" text,
	"size_bytes" bigint,
	"state" text NOT NULL,
	"storage_key" text,
	"transcript" text,
	"failure" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "media_files_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"sender" text NOT NULL,
	"member_id" uuid,
	"kind" text NOT NULL,
	"text" text,
	"number" integer,
	"answerable" boolean DEFAULT true NOT NULL,
	"inbound" jsonb,
	"outbound" jsonb,
	"channel_account_id" uuid NOT NULL,
	"provider_message_id" text,
	"reply_to_id" uuid,
	"media_id" uuid,
	"reactions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"state" text,
	"attempt_id" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"claimed_at" timestamp(3) with time zone,
	"not_before_at" timestamp(3) with time zone,
	"error_code" text,
	"error_message" text,
	"unknown_since" timestamp(3) with time zone,
	"settled_by" text,
	"resend_of_id" uuid,
	"cost_micros" bigint,
	"pricing" jsonb,
	"turn_id" uuid,
	"handled_by" text,
	"handled_at" timestamp(3) with time zone,
	"from_phone" boolean DEFAULT false NOT NULL,
	"edited_at" timestamp(3) with time zone,
	"deleted_at" timestamp(3) with time zone,
	"versions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "messages_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "members_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "members_user" UNIQUE("org_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "org_keys" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"master_key_id" text NOT NULL,
	"generation" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "org_keys_org_id_generation_pk" PRIMARY KEY("org_id","generation"),
	CONSTRAINT "org_keys_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"zone" text NOT NULL,
	"currency" text NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"org_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"due_at" timestamp(3) with time zone NOT NULL,
	"first_at" timestamp(3) with time zone NOT NULL,
	"claimed_until" timestamp(3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"sent_revision" integer DEFAULT 0 NOT NULL,
	"sent_at" timestamp(3) with time zone,
	CONSTRAINT "outbox_org_id_conversation_id_kind_pk" PRIMARY KEY("org_id","conversation_id","kind")
);
--> statement-breakpoint
CREATE TABLE "playbook_versions" (
	"org_id" uuid NOT NULL,
	"playbook_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"config" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "playbook_versions_org_id_playbook_id_version_pk" PRIMARY KEY("org_id","playbook_id","version")
);
--> statement-breakpoint
CREATE TABLE "playbooks" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"current_version" integer NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "playbooks_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel_account_id" uuid NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"category" text NOT NULL,
	"status" text NOT NULL,
	"quality" text,
	"provider_template_id" text,
	"components" jsonb NOT NULL,
	"synced_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "templates_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "templates_name" UNIQUE("org_id","channel_account_id","name","language")
);
--> statement-breakpoint
CREATE TABLE "turn_steps" (
	"org_id" uuid NOT NULL,
	"turn_id" uuid NOT NULL,
	"step" text NOT NULL,
	"position" integer NOT NULL,
	"result" jsonb NOT NULL,
	"model" text,
	"input_tokens" integer DEFAULT 0 NOT NULL,
	"output_tokens" integer DEFAULT 0 NOT NULL,
	"cost_micros" bigint DEFAULT 0 NOT NULL,
	"latency_ms" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "turn_steps_org_id_turn_id_step_pk" PRIMARY KEY("org_id","turn_id","step")
);
--> statement-breakpoint
CREATE TABLE "turns" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"trigger" text NOT NULL,
	"owner" text NOT NULL,
	"epoch" integer NOT NULL,
	"cursor_from" integer NOT NULL,
	"through" integer NOT NULL,
	"outcome" text NOT NULL,
	"refusal" text,
	"decision" jsonb,
	"prompt" jsonb,
	"playbook_version" integer NOT NULL,
	"seed" integer NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"ended_at" timestamp(3) with time zone,
	CONSTRAINT "turns_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "turns_number" UNIQUE("org_id","conversation_id","number")
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth_accounts" ADD CONSTRAINT "auth_accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_accounts" ADD CONSTRAINT "channel_accounts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_identities" ADD CONSTRAINT "contact_identities_org_id_contact_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","contact_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_org_id_contact_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","contact_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_org_id_contact_id_contacts_org_id_id_fk" FOREIGN KEY ("org_id","contact_id") REFERENCES "public"."contacts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_org_id_channel_account_id_channel_accounts_org_id_id_fk" FOREIGN KEY ("org_id","channel_account_id") REFERENCES "public"."channel_accounts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media_files" ADD CONSTRAINT "media_files_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "org_keys" ADD CONSTRAINT "org_keys_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playbook_versions" ADD CONSTRAINT "playbook_versions_org_id_playbook_id_playbooks_org_id_id_fk" FOREIGN KEY ("org_id","playbook_id") REFERENCES "public"."playbooks"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "playbooks" ADD CONSTRAINT "playbooks_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_org_id_channel_account_id_channel_accounts_org_id_id_fk" FOREIGN KEY ("org_id","channel_account_id") REFERENCES "public"."channel_accounts"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turn_steps" ADD CONSTRAINT "turn_steps_org_id_turn_id_turns_org_id_id_fk" FOREIGN KEY ("org_id","turn_id") REFERENCES "public"."turns"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turns" ADD CONSTRAINT "turns_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_time" ON "audit_log" USING btree ("org_id","at");--> statement-breakpoint
CREATE INDEX "timeline_conversation" ON "timeline" USING btree ("org_id","conversation_id","at");--> statement-breakpoint
CREATE INDEX "channel_accounts_business" ON "channel_accounts" USING btree ("channel","business_id");--> statement-breakpoint
CREATE INDEX "contact_identities_contact" ON "contact_identities" USING btree ("org_id","contact_id");--> statement-breakpoint
CREATE INDEX "conversations_recent" ON "conversations" USING btree ("org_id","last_activity_at","id");--> statement-breakpoint
CREATE INDEX "conversations_due" ON "conversations" USING btree ("next_due_at");--> statement-breakpoint
CREATE INDEX "conversations_unhandled" ON "conversations" USING btree ("first_unhandled_at");--> statement-breakpoint
CREATE UNIQUE INDEX "escalations_open" ON "escalations" USING btree ("org_id","conversation_id") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "escalations_queue" ON "escalations" USING btree ("org_id","state","priority","created_at");--> statement-breakpoint
CREATE INDEX "events_order" ON "events" USING btree ("xid","id");--> statement-breakpoint
CREATE INDEX "events_age" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "raw_updates_open" ON "raw_updates" USING btree ("id") WHERE handled_at is null and parked_reason is null;--> statement-breakpoint
CREATE INDEX "raw_updates_done" ON "raw_updates" USING btree ("handled_at") WHERE handled_at is not null;--> statement-breakpoint
CREATE INDEX "drafts_open" ON "drafts" USING btree ("org_id","conversation_id","state");--> statement-breakpoint
CREATE INDEX "media_files_pending" ON "media_files" USING btree ("state","created_at") WHERE state = 'PENDING';--> statement-breakpoint
CREATE INDEX "messages_thread" ON "messages" USING btree ("org_id","conversation_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_number" ON "messages" USING btree ("org_id","conversation_id","number") WHERE number is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_provider" ON "messages" USING btree ("org_id","channel_account_id","provider_message_id") WHERE provider_message_id is not null;--> statement-breakpoint
CREATE INDEX "messages_unsettled" ON "messages" USING btree ("state","claimed_at") WHERE state in ('SENDING', 'UNKNOWN', 'QUEUED');--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "outbox_unsent" ON "outbox" USING btree ("due_at") WHERE sent_revision < revision;