CREATE TABLE "model_calls" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid,
	"purpose" text NOT NULL,
	"model" text NOT NULL,
	"input_tokens" integer NOT NULL,
	"output_tokens" integer NOT NULL,
	"cost_micros" bigint NOT NULL,
	"latency_ms" integer NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "model_calls_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "spending" (
	"org_id" uuid NOT NULL,
	"month" text NOT NULL,
	"kind" text NOT NULL,
	"slice" integer NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cost_micros" bigint DEFAULT 0 NOT NULL,
	"count" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "spending_org_id_month_kind_slice_pk" PRIMARY KEY("org_id","month","kind","slice")
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"conversation_ids" jsonb NOT NULL,
	"state" text NOT NULL,
	"requested_by" uuid,
	"requested_at" timestamp(3) with time zone NOT NULL,
	"completed_at" timestamp(3) with time zone,
	"erased" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "erasures_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "tombstones" (
	"org_id" uuid NOT NULL,
	"identity_hash" "bytea" NOT NULL,
	"erasure_id" uuid NOT NULL,
	"opted_out_at" timestamp(3) with time zone,
	"erased_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "tombstones_org_id_identity_hash_pk" PRIMARY KEY("org_id","identity_hash")
);
--> statement-breakpoint
CREATE TABLE "experiment_assignments" (
	"org_id" uuid NOT NULL,
	"experiment_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"variant" text NOT NULL,
	"assigned_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "experiment_assignments_org_id_conversation_id_experiment_id_pk" PRIMARY KEY("org_id","conversation_id","experiment_id")
);
--> statement-breakpoint
CREATE TABLE "experiments" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"playbook_id" uuid NOT NULL,
	"name" text NOT NULL,
	"variants" jsonb NOT NULL,
	"active" boolean DEFAULT false NOT NULL,
	"starts_at" timestamp(3) with time zone,
	"ends_at" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "experiments_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "knowledge_chunks" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"document_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"tokens" integer NOT NULL,
	"embedding" vector(1536),
	"embedding_model" text,
	"words" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', title || ' ' || text)) STORED,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "knowledge_chunks_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "knowledge_documents" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"title" text NOT NULL,
	"content" text NOT NULL,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"source_url" text,
	"sha256" text NOT NULL,
	"status" text NOT NULL,
	"chunk_count" integer DEFAULT 0 NOT NULL,
	"error_message" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp(3) with time zone,
	"last_verified_at" timestamp(3) with time zone,
	"stale_alert" boolean DEFAULT false NOT NULL,
	"changed_content" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"updated_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "knowledge_documents_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "knowledge_sources" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"url" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "knowledge_sources_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "message_chunks" (
	"org_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"text" text NOT NULL,
	"embedding" vector(1536),
	"embedding_model" text,
	"words" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "message_chunks_org_id_message_id_pk" PRIMARY KEY("org_id","message_id")
);
--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "high_value" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "follow_up_not_before" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "variants" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "media_files" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "playbook_versions" ADD COLUMN "note" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "playbooks" ADD COLUMN "canary_version" integer;--> statement-breakpoint
ALTER TABLE "playbooks" ADD COLUMN "canary_percent" integer DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE "turns" ADD COLUMN "variants" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spending" ADD CONSTRAINT "spending_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tombstones" ADD CONSTRAINT "tombstones_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiment_assignments" ADD CONSTRAINT "experiment_assignments_org_id_experiment_id_experiments_org_id_id_fk" FOREIGN KEY ("org_id","experiment_id") REFERENCES "public"."experiments"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiment_assignments" ADD CONSTRAINT "experiment_assignments_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_org_id_playbook_id_playbooks_org_id_id_fk" FOREIGN KEY ("org_id","playbook_id") REFERENCES "public"."playbooks"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_chunks" ADD CONSTRAINT "knowledge_chunks_org_id_document_id_knowledge_documents_org_id_id_fk" FOREIGN KEY ("org_id","document_id") REFERENCES "public"."knowledge_documents"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_documents" ADD CONSTRAINT "knowledge_documents_org_id_source_id_knowledge_sources_org_id_id_fk" FOREIGN KEY ("org_id","source_id") REFERENCES "public"."knowledge_sources"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_sources" ADD CONSTRAINT "knowledge_sources_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_chunks" ADD CONSTRAINT "message_chunks_org_id_conversation_id_conversations_org_id_id_fk" FOREIGN KEY ("org_id","conversation_id") REFERENCES "public"."conversations"("org_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "model_calls_conversation" ON "model_calls" USING btree ("org_id","conversation_id");--> statement-breakpoint
CREATE INDEX "knowledge_chunks_document" ON "knowledge_chunks" USING btree ("org_id","document_id","position");--> statement-breakpoint
CREATE INDEX "knowledge_chunks_words" ON "knowledge_chunks" USING gin ("words");--> statement-breakpoint
CREATE INDEX "knowledge_chunks_meaning" ON "knowledge_chunks" USING hnsw ("embedding" vector_cosine_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "knowledge_documents_words" ON "knowledge_documents" USING btree ("org_id","source_id","sha256");--> statement-breakpoint
CREATE INDEX "knowledge_documents_open" ON "knowledge_documents" USING btree ("next_at") WHERE status in ('PENDING', 'PROCESSING');--> statement-breakpoint
CREATE INDEX "knowledge_documents_stale" ON "knowledge_documents" USING btree ("org_id") WHERE stale_alert;--> statement-breakpoint
CREATE INDEX "message_chunks_conversation" ON "message_chunks" USING btree ("org_id","conversation_id");