/** Schemathesis, for the security suite: the one on PATH, or one in a Python environment of its own outside any checkout. */
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.ts';
import { isExecutable, onPath, run } from './run.ts';
import type { FoundProgram } from './temporal-cli.ts';
import { reason, ToolMissing, type ToolOptions } from './tool.ts';

const VERSION = '4.32.5';
const MEND = `Install Python 3.10 or newer with venv and pip, or put schemathesis ${VERSION} on PATH (pip install schemathesis==${VERSION}).`;

/** Finds or gets it. @throws ToolMissing */
export async function schemathesis(options: ToolOptions): Promise<FoundProgram> {
  const say = options.say ?? (() => {});
  const here = onPath('schemathesis', options.env);
  if (here && (await versionOf(here, options.env)) === VERSION) return { how: `${here} (on PATH)`, path: here };
  const python = onPath('python3', options.env) ?? onPath('python', options.env);
  if (!python) throw new ToolMissing('Schemathesis', `There is no Python here to run Schemathesis with. ${MEND}`);
  const entry = join(options.cacheDir ?? cacheRoot(options.env), `schemathesis-${VERSION}`);
  // A Python environment knows its own place, so it is made where it stays; the entry only says that it is whole.
  const home = `${entry}.python`;
  const program = join(home, 'bin', 'schemathesis');
  try {
    await cached(
      entry,
      async () => {
        say(`getting Schemathesis ${VERSION} (a Python environment, about 40 MB)`);
        await run(python, ['-m', 'venv', '--clear', home], { env: options.env, say, doing: 'making the environment' });
        await run(join(home, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', `schemathesis==${VERSION}`], {
          env: options.env,
          say,
          doing: 'getting Schemathesis',
          timeoutMs: 600_000,
        });
        if (!isExecutable(program)) throw new Error('pip left no program called schemathesis');
      },
      say,
    );
  } catch (error) {
    throw new ToolMissing('Schemathesis', `Schemathesis could not be got (${reason(error)}). ${MEND}`, {
      cause: error,
    });
  }
  return { how: `cached at ${home}`, path: program };
}

async function versionOf(program: string, env: ToolOptions['env']): Promise<string | null> {
  const told = await run(program, ['--version'], { env }).catch(() => '');
  return /\d+\.\d+\.\d+/.exec(told)?.[0] ?? null;
}
