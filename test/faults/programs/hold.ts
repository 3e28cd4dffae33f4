/**
 * The checkpoint of a process under fault: at a step that is armed it says who stands there, and stays until it is told to
 * go on. Nothing here waits for time.
 */
import { Context } from '@temporalio/activity';
import type { Checkpoint } from '../../../activities/ports.ts';

/** From the process to the suite. */
export interface Asked {
  token: number;
  step: string;
  conversations: string[];
  updates: string[];
}

/** From the suite to the process. `go` without a token lets everything go on and arms nothing any more. */
export type Command = { arm: string[] } | { go: number | null };

function conversationHere(): string[] {
  try {
    const id = Context.current().info.workflowExecution?.workflowId.split('/').at(-1);
    return id === undefined ? [] : [id];
  } catch {
    return [];
  }
}

export function heldByParent(): Checkpoint {
  let armed: string[] = [];
  let last = 0;
  const standing = new Map<number, () => void>();
  process.on('message', (command: Command) => {
    if ('arm' in command) {
      armed = command.arm;
      return;
    }
    const going = command.go === null ? [...standing.keys()] : [command.go];
    if (command.go === null) armed = [];
    for (const token of going) {
      standing.get(token)?.();
      standing.delete(token);
    }
  });
  return async (step, about) => {
    if (!armed.some(pattern => matches(pattern, step))) return;
    const token = ++last;
    const open = new Promise<void>(resolve => standing.set(token, resolve));
    const asked: Asked = {
      token,
      step,
      conversations: about?.conversations ?? conversationHere(),
      updates: about?.updates ?? [],
    };
    process.send?.(asked);
    await open;
  };
}

/** `decide.before_*` stands for every step whose name begins so. */
export const matches = (pattern: string, step: string): boolean =>
  pattern.endsWith('*') ? step.startsWith(pattern.slice(0, -1)) : pattern === step;
