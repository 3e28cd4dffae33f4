/** Three activities that do nothing; the last tells the bench that a turn is over. */
export interface TurnRef {
  conversation: number;
  through: number;
}

export const createBareActivities = (onTurn: (turn: TurnRef) => void) => ({
  read: async (_turn: TurnRef): Promise<void> => undefined,
  think: async (_turn: TurnRef): Promise<void> => undefined,
  reply: async (turn: TurnRef): Promise<void> => onTurn(turn),
});

export type BareActivities = ReturnType<typeof createBareActivities>;
