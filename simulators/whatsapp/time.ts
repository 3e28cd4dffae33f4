import type { Task } from './records.ts';
import type { Collection } from './store/collection.ts';

const MAX_TIMER_MS = 60_000;

/** The simulator's clock: a base clock plus an offset that control can move. Never goes back on its own. */
export class SimClock {
  private readonly base: () => number;
  private readonly changed: (offsetMs: number) => void;
  offsetMs: number;

  constructor(base: () => number, offsetMs: number, changed: (offsetMs: number) => void) {
    this.base = base;
    this.offsetMs = offsetMs;
    this.changed = changed;
  }

  now(): number {
    return this.base() + this.offsetMs;
  }

  setOffset(offsetMs: number): void {
    this.offsetMs = offsetMs;
    this.changed(offsetMs);
  }
}

type Handler = (task: Task) => void;

/** Runs persisted tasks when the simulator's clock reaches them; a moved clock makes them due at once. */
export class Scheduler {
  private readonly clock: SimClock;
  private readonly tasks: Collection<Task>;
  private readonly handlers = new Map<Task['kind'], Handler>();
  private readonly queue: Task[] = [];
  private timer: NodeJS.Timeout | null = null;
  private stopped = true;
  private nextId = Date.now();

  constructor(clock: SimClock, tasks: Collection<Task>) {
    this.clock = clock;
    this.tasks = tasks;
  }

  on(kind: Task['kind'], handler: Handler): void {
    this.handlers.set(kind, handler);
  }

  /** Starts with the tasks of the last run. */
  start(): void {
    this.stopped = false;
    for (const task of this.tasks.values()) this.insert(task);
    this.arm();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  add(task: Omit<Task, 'id'>): Task {
    this.nextId += 1;
    const full = { ...task, id: `task-${this.nextId}` };
    this.tasks.set(full.id, full);
    this.insert(full);
    this.arm();
    return full;
  }

  pending(kind?: Task['kind']): number {
    return kind === undefined ? this.queue.length : this.queue.filter(task => task.kind === kind).length;
  }

  /** Drops tasks that are no longer wanted. */
  cancel(kind: Task['kind'], ref: string): void {
    for (let index = this.queue.length - 1; index >= 0; index -= 1) {
      const task = this.queue[index];
      if (task === undefined || task.kind !== kind || task.ref !== ref) continue;
      this.queue.splice(index, 1);
      this.tasks.delete(task.id);
    }
  }

  /** Runs what is due now. */
  tick(): void {
    while (!this.stopped) {
      const task = this.queue[0];
      if (task === undefined || task.dueAt > this.clock.now()) break;
      this.queue.shift();
      this.tasks.delete(task.id);
      this.handlers.get(task.kind)?.(task);
    }
    this.arm();
  }

  private insert(task: Task): void {
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.queue[middle];
      if (other !== undefined && other.dueAt <= task.dueAt) low = middle + 1;
      else high = middle;
    }
    this.queue.splice(low, 0, task);
  }

  private arm(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const first = this.queue[0];
    if (this.stopped || first === undefined) return;
    const waitMs = Math.min(Math.max(first.dueAt - this.clock.now(), 0), MAX_TIMER_MS);
    this.timer = setTimeout(() => this.tick(), waitMs);
  }
}
