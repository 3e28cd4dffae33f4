import { switchTo } from './team.ts';

/** Tabs of one browser share a session: what one of them switches, all of them show. */
export const CHANNEL = 'parley.organization';

/** Nothing of the organization before may stay on the screen or in memory: the page begins anew. */
export const begin = () => location.assign('/');

export const goTo = async (orgId: string): Promise<void> => {
  await switchTo(orgId);
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(orgId);
  channel.close();
  begin();
};
