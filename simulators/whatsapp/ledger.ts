import type { RefusedSend, SendRecord, WebhookDelivery } from './records.ts';
import type { World } from './world.ts';

/** A message the handset has shown. */
export interface PhoneDelivery {
  wamid: string;
  at: number;
  to: string;
  type: string;
  text: string;
  bizOpaqueCallbackData?: string;
}

/** What really happened, independent of what the caller was told. */
export interface Ledger {
  /** Every accepted send, also those whose answer was lost. */
  sends(filter?: { to?: string; bizOpaqueCallbackData?: string; phoneNumberId?: string }): SendRecord[];
  /** Every send that was not accepted, with its reason. */
  refused(): RefusedSend[];
  /** Every message that reached a handset. */
  phoneDeliveries(): PhoneDelivery[];
  /** Every webhook POST with its attempts and their answers. */
  webhooks(): WebhookDelivery[];
}

export function createLedger(world: World): Ledger {
  return {
    sends: (filter = {}) =>
      world.stores.sends
        .values()
        .filter(
          send =>
            (filter.to === undefined || send.to === filter.to.replace(/^\+/, '') || send.input === filter.to) &&
            (filter.phoneNumberId === undefined || send.phoneNumberId === filter.phoneNumberId) &&
            (filter.bizOpaqueCallbackData === undefined || send.bizOpaqueCallbackData === filter.bizOpaqueCallbackData),
        ),
    refused: () => world.stores.refused.values(),
    phoneDeliveries: () =>
      world.stores.sends.values().flatMap(send =>
        send.deliveredToPhoneAt === undefined
          ? []
          : [
              {
                wamid: send.wamid,
                at: send.deliveredToPhoneAt,
                to: send.to,
                type: send.type,
                text: send.text,
                ...(send.bizOpaqueCallbackData === undefined
                  ? {}
                  : { bizOpaqueCallbackData: send.bizOpaqueCallbackData }),
              },
            ],
      ),
    webhooks: () => world.stores.deliveries.values(),
  };
}
