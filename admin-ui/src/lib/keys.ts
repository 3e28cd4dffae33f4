/** Every query key in one place, so that a live event can name exactly what it makes old. */
export const keys = {
  me: ['me'] as const,
  lists: ['conversations'] as const,
  list: (view: string, search: string) => ['conversations', view, search] as const,
  detail: (conversationId: string) => ['conversation', conversationId] as const,
  messages: (conversationId: string) => ['messages', conversationId] as const,
  turns: ['turn'] as const,
  evals: ['eval'] as const,
  evalList: ['eval', 'list'] as const,
  evalRun: (runId: string) => ['eval', runId] as const,
  turn: (turnId: string) => ['turn', turnId] as const,
};
