/** Every endpoint below /api/v1: what is not listed here does not exist, and what is listed is documented. */

import { accountEndpoints } from './account/index.ts';
import { actionCountsEndpoint, actionsEndpoint } from './actions/endpoints.ts';
import { analyticsEndpoints } from './analytics/endpoints.ts';
import { apiKeyEndpoints } from './apikeys/endpoints.ts';
import { auditLogEndpoint } from './audit/endpoints.ts';
import { calendarEndpoints } from './calendar/endpoints.ts';
import {
  cannedRepliesEndpoint,
  deleteCannedReplyEndpoint,
  filledRepliesEndpoint,
  newCannedReplyEndpoint,
  saveCannedReplyEndpoint,
} from './canned-replies/endpoints.ts';
import { channelEndpoints } from './channels/endpoints.ts';
import { consentEndpoint, saveConsentEndpoint } from './contacts/endpoints.ts';
import { getEndpoint } from './conversations/get.ts';
import { assignEndpoint, colleaguesEndpoint, snoozeEndpoint, wakeEndpoint } from './conversations/hand-around.ts';
import { closeEndpoint, reopenEndpoint, runDueEndpoint, skipDueEndpoint } from './conversations/lifecycle.ts';
import { linksEndpoint, saveLinksEndpoint } from './conversations/links.ts';
import { listEndpoint } from './conversations/list.ts';
import { modeEndpoint, readEndpoint, releaseEndpoint, takeoverEndpoint } from './conversations/ownership.ts';
import { suggestEndpoint } from './conversations/suggest.ts';
import { budgetEndpoint, conversationCostEndpoint, saveBudgetEndpoint, spendingEndpoint } from './costs/endpoints.ts';
import { ratesEndpoint, saveRatesEndpoint } from './costs/rates.ts';
import {
  costBySourceEndpoint,
  costExportEndpoint,
  costedConversationsEndpoint,
  monthsEndpoint,
} from './costs/views.ts';
import { crmEndpoints } from './crm/index.ts';
import { ctaProgressEndpoint, ctaWebhookEndpoint, rotateCtaWebhookEndpoint } from './ctas/endpoints.ts';
import { approveEndpoint, rejectEndpoint } from './drafts/endpoints.ts';
import type { AnyEndpoint } from './endpoint.ts';
import { eraseContactEndpoint, erasuresEndpoint } from './erasures/endpoints.ts';
import { escalationsEndpoint } from './escalations/list.ts';
import { getEvalEndpoint, listEvalsEndpoint, startEvalEndpoint, stopEvalEndpoint } from './evals/endpoints.ts';
import {
  endExperimentEndpoint,
  experimentResultsEndpoint,
  experimentsEndpoint,
  newExperimentEndpoint,
  startExperimentEndpoint,
} from './experiments/endpoints.ts';
import { flowEndpoints } from './flows/endpoints.ts';
import { flowRunEndpoints } from './flows/runs.ts';
import { askEndpoint } from './knowledge/ask.ts';
import {
  changesEndpoint,
  deleteSourceEndpoint,
  documentEndpoint,
  documentsEndpoint,
  faqUploadEndpoint,
  reviewEndpoint,
  sourcesEndpoint,
  textUploadEndpoint,
} from './knowledge/endpoints.ts';
import { topicsEndpoint } from './knowledge/topics.ts';
import { labelEndpoints } from './labels/endpoints.ts';
import { sendFileEndpoint, uploadEndpoint } from './media/upload.ts';
import { sendEndpoint, settleEndpoint } from './messages/endpoints.ts';
import { messagesEndpoint } from './messages/list.ts';
import { reactEndpoint } from './messages/react.ts';
import { checkModelEndpoint, modelEndpoint, saveModelEndpoint } from './models/endpoints.ts';
import { deleteNoteEndpoint, notesEndpoint, writeNoteEndpoint } from './notes/endpoints.ts';
import {
  noticeChoicesEndpoint,
  noticesEndpoint,
  readNoticesEndpoint,
  saveNoticeChoicesEndpoint,
} from './notifications/endpoints.ts';
import { pushKeyEndpoint, subscribeEndpoint, unsubscribeEndpoint } from './notifications/push.ts';
import { onboardingEndpoints } from './onboarding/endpoints.ts';
import { organizationEndpoints } from './organizations/index.ts';
import {
  canaryEndpoint,
  diffEndpoint,
  playbooksEndpoint,
  rollbackEndpoint,
  saveVersionEndpoint,
  versionEndpoint,
  versionsEndpoint,
} from './playbooks/endpoints.ts';
import { tonePreviewEndpoint } from './playbooks/preview.ts';
import { compareEndpoint } from './playbooks/results.ts';
import { bePresentEndpoint, leaveEndpoint, presenceEndpoint } from './presence/endpoints.ts';
import { deleteViewEndpoint, savedViewsEndpoint, saveViewEndpoint } from './saved-views/endpoints.ts';
import { saveScriptsEndpoint, scriptsEndpoint } from './scripts/endpoints.ts';
import { sendingLimitsEndpoint, templatePreviewsEndpoint } from './templates/endpoints.ts';
import { sendTemplateEndpoint } from './templates/send.ts';
import { testChatEndpoints } from './test-chats/endpoints.ts';
import { exportEndpoints } from './transfers/exports.ts';
import { importEndpoints } from './transfers/imports.ts';
import { turnEndpoint } from './turns/get.ts';
import { scanEndpoint, scansEndpoint, startScanEndpoint, stopScanEndpoint } from './websites/endpoints.ts';

export const endpoints: AnyEndpoint[] = [
  ...flowEndpoints,
  ...flowRunEndpoints,
  ...analyticsEndpoints,
  ...calendarEndpoints,
  ...accountEndpoints,
  ...organizationEndpoints,
  ...onboardingEndpoints,
  ...channelEndpoints,
  ...testChatEndpoints,
  ...apiKeyEndpoints,
  auditLogEndpoint,
  listEndpoint,
  getEndpoint,
  takeoverEndpoint,
  releaseEndpoint,
  modeEndpoint,
  readEndpoint,
  closeEndpoint,
  reopenEndpoint,
  skipDueEndpoint,
  runDueEndpoint,
  suggestEndpoint,
  messagesEndpoint,
  sendEndpoint,
  settleEndpoint,
  approveEndpoint,
  rejectEndpoint,
  turnEndpoint,
  listEvalsEndpoint,
  startEvalEndpoint,
  getEvalEndpoint,
  stopEvalEndpoint,
  playbooksEndpoint,
  versionsEndpoint,
  versionEndpoint,
  diffEndpoint,
  saveVersionEndpoint,
  tonePreviewEndpoint,
  rollbackEndpoint,
  canaryEndpoint,
  compareEndpoint,
  scriptsEndpoint,
  saveScriptsEndpoint,
  experimentsEndpoint,
  newExperimentEndpoint,
  startExperimentEndpoint,
  endExperimentEndpoint,
  experimentResultsEndpoint,
  sourcesEndpoint,
  documentsEndpoint,
  faqUploadEndpoint,
  textUploadEndpoint,
  deleteSourceEndpoint,
  reviewEndpoint,
  documentEndpoint,
  changesEndpoint,
  askEndpoint,
  topicsEndpoint,
  scansEndpoint,
  startScanEndpoint,
  scanEndpoint,
  stopScanEndpoint,
  spendingEndpoint,
  costBySourceEndpoint,
  conversationCostEndpoint,
  budgetEndpoint,
  saveBudgetEndpoint,
  modelEndpoint,
  saveModelEndpoint,
  checkModelEndpoint,
  eraseContactEndpoint,
  erasuresEndpoint,
  escalationsEndpoint,
  actionsEndpoint,
  actionCountsEndpoint,
  monthsEndpoint,
  costedConversationsEndpoint,
  costExportEndpoint,
  ratesEndpoint,
  saveRatesEndpoint,
  ...labelEndpoints,
  ...crmEndpoints,
  ...importEndpoints,
  ...exportEndpoints,
  ctaProgressEndpoint,
  ctaWebhookEndpoint,
  rotateCtaWebhookEndpoint,
  consentEndpoint,
  saveConsentEndpoint,
  linksEndpoint,
  saveLinksEndpoint,
  templatePreviewsEndpoint,
  sendTemplateEndpoint,
  sendingLimitsEndpoint,
  colleaguesEndpoint,
  assignEndpoint,
  snoozeEndpoint,
  wakeEndpoint,
  notesEndpoint,
  writeNoteEndpoint,
  deleteNoteEndpoint,
  cannedRepliesEndpoint,
  newCannedReplyEndpoint,
  saveCannedReplyEndpoint,
  deleteCannedReplyEndpoint,
  filledRepliesEndpoint,
  uploadEndpoint,
  sendFileEndpoint,
  reactEndpoint,
  presenceEndpoint,
  bePresentEndpoint,
  leaveEndpoint,
  savedViewsEndpoint,
  saveViewEndpoint,
  deleteViewEndpoint,
  noticesEndpoint,
  readNoticesEndpoint,
  noticeChoicesEndpoint,
  saveNoticeChoicesEndpoint,
  pushKeyEndpoint,
  subscribeEndpoint,
  unsubscribeEndpoint,
];
