/** Every endpoint below /api/v1: what is not listed here does not exist, and what is listed is documented. */
import { getEndpoint } from './conversations/get.ts';
import { closeEndpoint, reopenEndpoint, runDueEndpoint, skipDueEndpoint } from './conversations/lifecycle.ts';
import { listEndpoint } from './conversations/list.ts';
import { modeEndpoint, readEndpoint, releaseEndpoint, takeoverEndpoint } from './conversations/ownership.ts';
import { approveEndpoint, rejectEndpoint } from './drafts/endpoints.ts';
import type { AnyEndpoint } from './endpoint.ts';
import { getEvalEndpoint, listEvalsEndpoint, startEvalEndpoint, stopEvalEndpoint } from './evals/endpoints.ts';
import { sendEndpoint, settleEndpoint } from './messages/endpoints.ts';
import { messagesEndpoint } from './messages/list.ts';
import { turnEndpoint } from './turns/get.ts';

export const endpoints: AnyEndpoint[] = [
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
];
