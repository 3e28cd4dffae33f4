import type { MessageView } from '../../../../../api/contracts/messages.ts';
import { createStore } from '../../../lib/store.ts';

/** What a person has written and not sent, by conversation: it survives a look into another conversation. */
export const composerTexts = createStore<Readonly<Record<string, string>>>({});

export const setComposerText = (conversationId: string, text: string) =>
  composerTexts.set(all => ({ ...all, [conversationId]: text }));

/** The message a person is about to quote, by conversation. */
export const replyTargets = createStore<Readonly<Record<string, MessageView | null>>>({});

export const setReplyTarget = (conversationId: string, message: MessageView | null) =>
  replyTargets.set(all => ({ ...all, [conversationId]: message }));

/** Counts up whenever the composer should take the keyboard. */
export const composerCalls = createStore(0);
export const callComposer = () => composerCalls.set(calls => calls + 1);

/** The message the thread should bring into view; a new object each time. */
export const jumpTarget = createStore<{ messageId: string } | null>(null);
export const jumpTo = (messageId: string) => jumpTarget.set({ messageId });

/** The draft being edited, by id. */
export const editedDraft = createStore<string | null>(null);

/** Whether what is written goes to the customer or to colleagues, by conversation. */
export const composerModes = createStore<Readonly<Record<string, 'message' | 'note'>>>({});
export const setComposerMode = (conversationId: string, mode: 'message' | 'note') =>
  composerModes.set(all => ({ ...all, [conversationId]: mode }));

/** A note that is being written, apart from the message. */
export const noteTexts = createStore<Readonly<Record<string, string>>>({});
export const setNoteText = (conversationId: string, text: string) =>
  noteTexts.set(all => ({ ...all, [conversationId]: text }));

/** The file that goes with the next message, by conversation. */
export const chosenFiles = createStore<Readonly<Record<string, File | null>>>({});
export const setChosenFile = (conversationId: string, file: File | null) =>
  chosenFiles.set(all => ({ ...all, [conversationId]: file }));

/** What is open over the conversation. */
export const openDialog = createStore<'templates' | 'snooze' | 'assign' | null>(null);
