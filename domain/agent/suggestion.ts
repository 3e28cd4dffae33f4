/** What came of asking for a suggestion. */
export type Suggestion =
  | {
      kind: 'text';
      text: string;
      /** One plain sentence: why this. */
      why: string;
      /** 0 to 1. */
      confidence: number;
      /** Titles of what its facts rest on. */
      sources: string[];
    }
  /** The agent would not write; `why` in a plain sentence. */
  | { kind: 'none'; why: string }
  /** The customer has not written since somebody answered. */
  | { kind: 'nothing_to_answer' }
  | { kind: 'over_budget' }
  | { kind: 'missing' };
