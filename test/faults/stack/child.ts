/** A child process under fault: what it asks at its steps, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked, Command } from '../programs/hold.ts';

export interface ChildSpec {
  name: string;
  file: string;
  args: string[];
  env: Record<string, string | undefined>;
  /** An empty directory, so that no .env is read. */
  cwd: string;
  logFile: string;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

export class Child {
  readonly name: string;
  /** The facts of its line `{"ready":true, …}`. */
  facts: Record<string, unknown> = {};
  /** Called when something stands at an armed step; it stays until `go`. */
  onAsked: ((asked: Asked) => void) | null = null;
  /** Called when it ends although nobody ended it. */
  onLost: ((how: string) => void) | null = null;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private over = false;
  private ending = false;
  private lastLine = '';

  constructor(spec: ChildSpec) {
    this.name = spec.name;
    this.child = spawn(process.execPath, [spec.file, ...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    const log = createWriteStream(spec.logFile, { flags: 'a' });
    this.child.stdin?.on('error', () => undefined);
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.lastLine = String(chunk).trim().split('\n').at(-1) ?? '';
      log.write(chunk);
    });
    this.child.on('message', message => {
      const asked = message as Asked;
      if (this.onAsked) this.onAsked(asked);
      else this.go(asked.token);
    });
    this.ended = new Promise<void>(resolve => {
      const end = (how: string): void => {
        if (this.over) return;
        this.over = true;
        log.end();
        resolve();
        if (!this.ending) this.onLost?.(how);
      };
      this.child.once('error', error => end(error.message));
      this.child.once('exit', (code, signal) => end(signal ?? `code ${code}`));
    });
    if (this.child.stdout)
      createInterface({ input: this.child.stdout }).on('line', line => {
        log.write(`${line}\n`);
        if (line.includes('"ready":true')) this.facts = JSON.parse(line) as Record<string, unknown>;
      });
  }

  /** @throws with what it said last when it ends first or takes too long. */
  async ready(): Promise<this> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (this.facts.ready !== true) {
      if (this.over || Date.now() > deadline) {
        await this.kill();
        throw new Error(`${this.name} did not start: ${this.lastLine.slice(0, 400) || 'it said nothing'}`);
      }
      await sleep(20);
    }
    return this;
  }

  arm(steps: string[]): void {
    this.tell({ arm: steps });
  }

  go(token: number | null): void {
    this.tell({ go: token });
  }

  private tell(command: Command): void {
    if (!this.over && this.child.connected) this.child.send(command, () => undefined);
  }

  /** kill -9; resolves when it is gone. */
  async kill(): Promise<void> {
    this.ending = true;
    if (!this.over) this.child.kill('SIGKILL');
    await this.ended;
  }

  async stop(): Promise<void> {
    this.ending = true;
    if (this.over) return;
    this.child.kill('SIGTERM');
    const late = await Promise.race([this.ended.then(() => false), sleep(STOP_TIMEOUT_MS, true, { ref: false })]);
    if (late) this.child.kill('SIGKILL');
    await this.ended;
  }
}
