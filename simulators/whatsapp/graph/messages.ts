import type { Request, RequestHandler, Response } from 'express';
import { effectOf, type FaultEffect } from '../faults.ts';
import { chatOf } from '../identity/customers.ts';
import type { BusinessNumber, Json } from '../records.ts';
import { findNumber, type World } from '../world.ts';
import { GraphError, unknownObject } from './errors.ts';
import { markRead } from './read-receipt.ts';
import { acceptSend, type CheckedSend, checkSend, looseRecipient, WINDOW_CLOSED } from './send.ts';
import { isObject } from './validate/checks.ts';
import { windowOpen } from './window.ts';

/** POST /{PNID}/messages and /marketing_messages. */
export function messagesRoute(world: World): RequestHandler {
  return async (request, response) => {
    const number = findNumber(world, String(request.params.id));
    if (number === undefined) throw unknownObject(String(request.params.id), 'POST');
    const body: unknown = request.body;
    if (!isObject(body)) throw new GraphError(100, 'The request body must be a JSON object.');
    if (body.status === 'read') {
      response.json(markRead(world, number, body));
      return;
    }
    try {
      await send(world, number, body, request, response);
    } catch (error) {
      recordRefusal(world, number, body, error);
      throw error;
    }
  };
}

async function send(world: World, number: BusinessNumber, body: Json, request: Request, response: Response) {
  const checked = checkSend(world, number, body);
  const { customer } = checked.recipient;
  const effects = world.faults.strike({
    on: 'messages',
    phoneNumberId: number.phoneNumberId,
    type: checked.type,
    to: [checked.recipient.to, customer.waId, customer.userId, customer.id].filter(each => each !== undefined),
  });
  const delay = effectOf(effects, 'delay');
  if (delay !== undefined) await new Promise(resolve => setTimeout(resolve, delay.delayMs));
  if (refuseByFault(world, number, effects, body, request, response)) return;
  refuseByLimits(world, checked);
  const { answer } = acceptSend(world, checked, effects);
  answerOrLose(effects, customer.losesReply, answer, request, response);
}

/** Refusals before acceptance. True when the answer, or its absence, is settled. */
function refuseByFault(
  world: World,
  number: BusinessNumber,
  effects: FaultEffect[],
  body: Json,
  request: Request,
  response: Response,
): boolean {
  const error = effectOf(effects, 'error');
  if (error !== undefined) {
    const status = error.httpStatus === undefined ? {} : { httpStatus: error.httpStatus };
    throw new GraphError(error.code, error.details ?? 'Refused by a fault of the simulator.', status);
  }
  const http = effectOf(effects, 'http');
  const silent = effectOf(effects, 'reset') ?? effectOf(effects, 'hang');
  if (http === undefined && silent === undefined) return false;
  recordRefusal(
    world,
    number,
    body,
    new Error(http === undefined ? `connection ${silent?.kind}` : `HTTP ${http.status}`),
  );
  if (http !== undefined)
    response.status(http.status).send(http.body ?? '<html><body>Sorry, something went wrong.</body></html>');
  else if (silent?.kind === 'reset') request.socket.resetAndDestroy();
  return true;
}

function refuseByLimits(world: World, checked: CheckedSend): void {
  const now = world.clock.now();
  const { number, recipient } = checked;
  const chat = chatOf(world, recipient.customer, number.phoneNumberId);
  const freeForm = checked.type !== 'template';
  if (freeForm && world.options.windowRefusal === 'sync' && !windowOpen(chat, now))
    throw new GraphError(131047, WINDOW_CLOSED);
  const limit = world.limits.takeSend(number.phoneNumberId, recipient.customer.id, now);
  if (limit === 130429) throw new GraphError(130429, 'Cloud API message throughput has been reached.');
  if (limit === 131056) {
    throw new GraphError(
      131056,
      'Too many messages sent from the sender phone number to the same recipient in a short time.',
    );
  }
}

function answerOrLose(
  effects: FaultEffect[],
  losesReply: boolean,
  answer: Json,
  request: Request,
  response: Response,
): void {
  const hang = effectOf(effects, 'accept_then_hang');
  if (hang !== undefined) {
    if (hang.hangMs !== undefined) setTimeout(() => request.socket.destroy(), hang.hangMs).unref();
    return;
  }
  if (effectOf(effects, 'accept_then_reset') !== undefined) {
    request.socket.resetAndDestroy();
    return;
  }
  const http = effectOf(effects, 'accept_then_http');
  if (http !== undefined) {
    response
      .status(http.status)
      .json({ error: { message: 'An unknown error has occurred.', type: 'OAuthException', code: 1 } });
    return;
  }
  if (losesReply) request.socket.destroy();
  else response.json(answer);
}

function recordRefusal(world: World, number: BusinessNumber, body: Json, error: unknown): void {
  const id = `refused-${world.stores.refused.size + 1}`;
  world.stores.refused.set(id, {
    id,
    at: world.clock.now(),
    phoneNumberId: number.phoneNumberId,
    to: looseRecipient(body),
    code: error instanceof GraphError ? error.code : null,
    reason:
      error instanceof GraphError
        ? (error.details ?? error.message)
        : error instanceof Error
          ? error.message
          : String(error),
    body,
  });
}
