/** CPU time of process trees, from /proc: what a miss is explained with. Empty where there is no /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of /proc/<pid>/stat: 100 a second on every Linux that Node runs on. */
const MS_PER_TICK = 10;

/**
 * CPU milliseconds so far by the name of the root process. Children count, those that have ended too; of this process only its
 * own, because its children have names.
 */
export type CpuTimes = Record<string, number>;

export function cpuTimes(roots: Record<string, number>): CpuTimes {
  const parents = new Map<number, number[]>();
  const own = new Map<number, number>();
  for (const entry of listProcesses()) {
    const stat = readStat(entry);
    if (!stat) continue;
    own.set(entry, stat.ms);
    parents.set(stat.parent, [...(parents.get(stat.parent) ?? []), entry]);
  }
  const total = (pid: number): number =>
    (own.get(pid) ?? 0) + (parents.get(pid) ?? []).reduce((sum, child) => sum + total(child), 0);
  return Object.fromEntries(
    Object.entries(roots)
      .filter(([, pid]) => own.has(pid))
      .map(([name, pid]) => [name, pid === process.pid ? ownMs() : total(pid)]),
  );
}

const ownMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** CPU milliseconds between two readings, per unit of work, with one decimal. */
export function cpuPer(before: CpuTimes, after: CpuTimes, units: number): CpuTimes {
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, ms]) =>
      before[name] === undefined || units === 0 ? [] : [[name, round((ms - before[name]) / units)]],
    ),
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;

function listProcesses(): number[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readStat(pid: number): { parent: number; ms: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold spaces; the fields after it are numbers.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0);
    return { parent: Number(fields[1]), ms: ticks * MS_PER_TICK };
  } catch {
    return null;
  }
}
