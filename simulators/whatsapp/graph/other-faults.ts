import type { Request, Response } from 'express';
import { effectOf } from '../faults.ts';
import type { World } from '../world.ts';
import { GraphError } from './errors.ts';

/** Faults of calls that are not sends. True when the answer, or its absence, is settled. */
export async function strikeOther(
  world: World,
  on: 'media' | 'templates',
  phoneNumberId: string | undefined,
  request: Request,
  response: Response,
): Promise<boolean> {
  const effects = world.faults.strike({ on, ...(phoneNumberId === undefined ? {} : { phoneNumberId }) });
  const delay = effectOf(effects, 'delay');
  if (delay !== undefined) await new Promise(resolve => setTimeout(resolve, delay.delayMs));
  const error = effectOf(effects, 'error');
  if (error !== undefined) {
    const status = error.httpStatus === undefined ? {} : { httpStatus: error.httpStatus };
    throw new GraphError(error.code, error.details ?? 'Refused by a fault of the simulator.', status);
  }
  const http = effectOf(effects, 'http');
  if (http !== undefined) {
    response.status(http.status).send(http.body ?? 'Sorry, something went wrong.');
    return true;
  }
  if (effectOf(effects, 'hang') !== undefined) return true;
  if (effectOf(effects, 'reset') === undefined) return false;
  request.socket.resetAndDestroy();
  return true;
}
