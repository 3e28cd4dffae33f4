/** Search attributes of conversations: few, enums and ids only. The embedded server is started with them. */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

export const orgIdKey = defineSearchAttributeKey('OrgId', SearchAttributeType.KEYWORD);
export const channelKey = defineSearchAttributeKey('Channel', SearchAttributeType.KEYWORD);
export const ownerKey = defineSearchAttributeKey('Owner', SearchAttributeType.KEYWORD);
export const stageKey = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);
export const needsHumanKey = defineSearchAttributeKey('NeedsHuman', SearchAttributeType.BOOL);
