import type {
  Chat,
  ChatMessage,
  Customer,
  Json,
  Media,
  MediaUrl,
  RefusedSend,
  SendRecord,
  Task,
  Template,
  WebhookDelivery,
} from '../records.ts';
import { Collection } from './collection.ts';
import type { Journal } from './journal.ts';

/** All records of one simulator. */
export function createStores(journal: Journal) {
  return {
    customers: new Collection<Customer>(journal, 'customers'),
    chats: new Collection<Chat>(journal, 'chats'),
    messages: new Collection<ChatMessage>(journal, 'messages'),
    sends: new Collection<SendRecord>(journal, 'sends'),
    refused: new Collection<RefusedSend>(journal, 'refused'),
    templates: new Collection<Template>(journal, 'templates'),
    media: new Collection<Media>(journal, 'media'),
    mediaUrls: new Collection<MediaUrl>(journal, 'mediaUrls'),
    deliveries: new Collection<WebhookDelivery>(journal, 'deliveries'),
    heldUpdates: new Collection<Json>(journal, 'heldUpdates'),
    tasks: new Collection<Task>(journal, 'tasks'),
    /** Profiles, subscriptions, the clock offset: one document per key. */
    settings: new Collection<Json>(journal, 'settings'),
  };
}

export type Stores = ReturnType<typeof createStores>;
