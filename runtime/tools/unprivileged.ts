/** Postgres refuses to run as root; these find somebody else to run it as, and places they can reach. */
import { chmodSync, chownSync, readFileSync, statSync } from 'node:fs';
import { dirname, parse } from 'node:path';

export interface User {
  name: string;
  uid: number;
  gid: number;
}

/** Who to run Postgres as: null when this process is not root (it can run it itself). @throws when root has nobody to become. */
export function unprivilegedUser(passwdFile = '/etc/passwd'): User | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync(passwdFile, 'utf8')
    .split('\n')
    .map(line => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const user = ['postgres', 'nobody']
    .map(name => users.find(candidate => candidate.name === name))
    .find(candidate => candidate && candidate.uid > 0);
  if (!user)
    throw new Error(
      'Postgres does not run as root and there is no user "nobody" to run it as: start this as an ordinary user.',
    );
  return user;
}

/** Whether every directory above `path` may be entered by everybody. */
export function reachableByAll(path: string): boolean {
  for (let directory = path; directory !== parse(directory).root; directory = dirname(directory)) {
    try {
      if ((statSync(directory).mode & 0o001) === 0) return false;
    } catch {
      // Not there yet: it will be made with the usual mode.
    }
  }
  return true;
}

export function giveTo(user: User | null, directory: string): void {
  if (!user) return;
  chownSync(directory, user.uid, user.gid);
  chmodSync(directory, 0o700);
}
