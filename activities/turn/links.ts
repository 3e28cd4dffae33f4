/** Links of calls to action leave as the conversation's own (A-CTA-4); the model sees the playbook's. */
import type { LoadedConversation } from '../../db/conversation/load.ts';
import { linksOf, trackedLink } from '../../db/cta/queries.ts';
import type { Tx } from '../../db/database.ts';
import type { TurnMessage } from '../../db/turn/queries.ts';
import { trackable, withLink } from '../../domain/cta/click.ts';
import type { OutboundContent } from '../../domain/message/outbound.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import type { Ports } from '../ports.ts';

/** Path of a tracked link on our api, before its token. */
export const LINK_PATH = '/l/';

/** @param linkUrl null leaves the links as they are. */
export async function withTrackedLinks(
  tx: Tx,
  linkUrl: string | undefined,
  key: { orgId: string; conversationId: string; ctas: Playbook['ctas']; now: number },
  parts: OutboundContent[],
): Promise<OutboundContent[]> {
  if (!linkUrl) return parts;
  const replaced: OutboundContent[] = [];
  for (const part of parts) {
    let content = part;
    // The longest first: one may be the beginning of another.
    const links = key.ctas
      .flatMap(({ type, link }) => {
        const target = trackable(link);
        return target ? [{ type, target }] : [];
      })
      .sort((a, b) => b.target.length - a.target.length);
    for (const { type, target } of links) {
      if (!('text' in content) || withLink(content.text, target, '') === content.text) continue;
      const token = await trackedLink(tx, { ...key, cta: type, target });
      content = { ...content, text: withLink(content.text, target, `${linkUrl}${LINK_PATH}${token}`) };
    }
    replaced.push(content);
  }
  return replaced;
}

/** What we said lately with the playbook's links in it again: a token says nothing to a model. */
export async function plainLinks(
  ports: Ports,
  { row }: LoadedConversation,
  recent: TurnMessage[],
): Promise<TurnMessage[]> {
  const { linkUrl } = ports;
  const prefix = `${linkUrl}${LINK_PATH}`;
  if (!linkUrl || !recent.some(message => message.direction === 'out' && message.text?.includes(prefix))) return recent;
  const links = await ports.db.withOrg(row.orgId, tx => linksOf(tx, { orgId: row.orgId, conversationId: row.id }));
  return recent.map(message => ({
    ...message,
    text: links.reduce<string | null>(
      (text, { token, target }) => text?.replaceAll(`${prefix}${token}`, target) ?? null,
      message.text,
    ),
  }));
}
