/**
 * Loaded before a process's own program (`--import`): its clock is off by PARLEY_TEST_CLOCK_OFF_MS, as on a machine that
 * was set to a wrong day. Monotonic time stays right, as it does there.
 */
const offMs = Number(process.env.PARLEY_TEST_CLOCK_OFF_MS);
if (!Number.isFinite(offMs) || offMs === 0) throw new Error('set PARLEY_TEST_CLOCK_OFF_MS to milliseconds');

const real = globalThis.Date;
const now = (): number => real.now() + offMs;
globalThis.Date = new Proxy(real, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [now()], newTarget) as object,
  apply: () => new real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
