/**
 * Runs a program that is not ours so that it ends with its parent: node guard.ts [--uid=N --gid=N] [--stop=SIGINT] -- program args…
 * The program shares the guard's process group; signals are passed on, and so is how it ended.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const split = process.argv.indexOf('--');
const options = new Map(
  process.argv.slice(2, split).map(option => option.replace(/^--/, '').split('=') as [string, string]),
);
const [program, ...args] = process.argv.slice(split + 1);
if (split < 0 || program === undefined) {
  process.stderr.write('usage: node guard.ts [--uid=N --gid=N] [--stop=SIGNAL] -- program args…\n');
  process.exit(2);
}

const stopSignal = (options.get('stop') ?? 'SIGTERM') as NodeJS.Signals;
const KILL_AFTER_MS = 8_000;

const child = spawn(program, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  ...(options.has('uid') ? { uid: Number(options.get('uid')), gid: Number(options.get('gid')) } : {}),
});

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  child.kill(stopSignal);
  setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('SIGHUP', stop);
process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();

child.on('error', error => {
  process.stderr.write(`${program} cannot be run: ${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0));
});
