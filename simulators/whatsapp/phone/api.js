import { toast } from './dom.js';

/** Calls a control of the simulator; a refusal is shown and thrown. */
export async function control(method, path, body) {
  let response;
  try {
    response = await fetch(`/_sim/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    toast('The simulator does not answer.');
    throw new Error('no answer');
  }
  const answer = await response.json();
  if (!response.ok) {
    toast(answer.error ?? `The simulator answered ${response.status}.`);
    throw new Error(answer.error);
  }
  return answer;
}

/** Uploads a file as this customer; answers the media record. */
export async function upload(blob, phoneNumberId, filename) {
  const query = new URLSearchParams({ phoneNumberId, ...(filename ? { filename } : {}) });
  const response = await fetch(`/_sim/media?${query}`, {
    method: 'POST',
    headers: { 'content-type': blob.type || 'application/octet-stream' },
    body: blob,
  });
  const answer = await response.json();
  if (!response.ok) {
    toast(answer.error ?? 'The file could not be sent.');
    throw new Error(answer.error);
  }
  return answer;
}

export const mediaUrl = id => `/_sim/media/${encodeURIComponent(id)}`;
