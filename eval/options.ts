import { parseArgs } from 'node:util';

export interface EvalOptions {
  playbook: string | null;
  against: string | null;
  only: string[] | undefined;
  parallel: number;
  seed: number;
  out: string | null;
  hostile: boolean;
  runs: number;
  remote: { url: string; phone: string; email: string; password: string } | null;
  keep: boolean;
}

export const HELP = `npm run eval -- [options]      plays personas against the product and checks every conversation

  --playbook=A        a playbook: a version number of the database in DATABASE_URL, a JSON file, or a template
                      (dental_clinic, the default)
  --against=B         a second one: both are played, and shown side by side
  --only=KEY,KEY      only these personas; with --hostile, these failure modes
  --parallel=8        personas at once
  --seed=1            of the simulated model and phone
  --out=FILE.html     where the report goes (default: eval-report.html in the working directory)
  --keep              also keeps the figures in eval/results/
  --hostile           plays a misbehaving model instead: nothing bad may leave, and nobody may stay unanswered
  --runs=340          conversations with the misbehaving model
  --url=URL --phone=URL --email=E --password=P
                      a product that runs already, with a simulated phone: nothing is started here. Who waits is not played
  --help

With OPENAI_API_KEY or OPENAI_BASE_URL set, that model answers, and a judge reads each transcript.
`;

/** @returns null for --help. @throws with a sentence that says what to mend. */
export function readOptions(args: string[]): EvalOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      playbook: { type: 'string' },
      against: { type: 'string' },
      only: { type: 'string' },
      parallel: { type: 'string', default: '8' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
      keep: { type: 'boolean', default: false },
      hostile: { type: 'boolean', default: false },
      runs: { type: 'string', default: '340' },
      url: { type: 'string' },
      phone: { type: 'string' },
      email: { type: 'string' },
      password: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const given = [values.url, values.phone, values.email, values.password].filter(value => value !== undefined);
  if (given.length > 0 && given.length < 4)
    throw new Error('A running product needs all of --url, --phone, --email and --password.');
  return {
    playbook: values.playbook ?? null,
    against: values.against ?? null,
    only: values.only?.split(',').map(key => key.trim()),
    parallel: whole('parallel', values.parallel, 1, 64),
    seed: whole('seed', values.seed, 0, 2 ** 31),
    out: values.out ?? null,
    keep: values.keep,
    hostile: values.hostile,
    runs: whole('runs', values.runs, 1, 5_000),
    remote:
      values.url && values.phone && values.email && values.password
        ? { url: values.url, phone: values.phone, email: values.email, password: values.password }
        : null,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} must be a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}
