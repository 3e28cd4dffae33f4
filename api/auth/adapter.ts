/**
 * better-auth's way to the record: every operation runs in a short transaction as the system role, because on the embedded
 * database nothing but SET LOCAL keeps sessions apart. What runs inside `together` shares one transaction.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { BetterAuthOptions } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { authAccounts, sessions, users, verifications } from '../../db/auth/table.ts';
import type { Database, Tx } from '../../db/database.ts';

type AuthAdapter = ReturnType<ReturnType<typeof drizzleAdapter>>;

export interface AuthStore {
  adapter: (options: BetterAuthOptions) => AuthAdapter;
  /** Runs all of better-auth's operations inside `fn` in one transaction. Nothing slow may stand in it. */
  together<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
}

export function createAuthStore(db: Database): AuthStore {
  const current = new AsyncLocalStorage<Tx>();

  /** Stands for the transaction of whoever asks. */
  const handle = new Proxy(
    {},
    {
      get(_target, key) {
        const tx = current.getStore();
        if (!tx) return undefined;
        const value: unknown = Reflect.get(tx, key);
        return typeof value === 'function' ? value.bind(tx) : value;
      },
    },
  );
  const make = drizzleAdapter(handle, {
    provider: 'pg',
    schema: { user: users, session: sessions, account: authAccounts, verification: verifications },
  });

  const together = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => {
    const tx = current.getStore();
    return tx ? fn(tx) : db.withSystem(own => current.run(own, () => fn(own)));
  };

  return {
    together,
    adapter: options => {
      const plain = make(options);
      const wrapped: AuthAdapter = {
        ...plain,
        create: input => together(() => plain.create(input)),
        findOne: input => together(() => plain.findOne(input)),
        findMany: input => together(() => plain.findMany(input)),
        count: input => together(() => plain.count(input)),
        update: input => together(() => plain.update(input)),
        updateMany: input => together(() => plain.updateMany(input)),
        delete: input => together(() => plain.delete(input)),
        deleteMany: input => together(() => plain.deleteMany(input)),
        consumeOne: input => together(() => plain.consumeOne(input)),
        incrementOne: input => together(() => plain.incrementOne(input)),
        transaction: fn => together(() => fn(wrapped)),
      };
      return wrapped;
    },
  };
}
