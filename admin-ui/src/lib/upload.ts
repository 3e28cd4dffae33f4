import { wireType } from '../../../domain/message/outbound-media.ts';
import { readProblem } from './http.ts';
import { t } from './language.ts';

/**
 * Brings a file to the server as the body of a POST below `/api/v1`, and says how far it is, which fetch cannot tell.
 * @param onProgress 0 to 1. @returns the parsed answer, unchecked. @throws ApiError
 */
export const upload = (path: string, file: File, onProgress: (fraction: number) => void): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1${path}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('x-parley-csrf', '1');
    request.setRequestHeader('content-type', wireType(file.type));
    request.upload.onprogress = event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    const body = (): unknown => {
      try {
        return JSON.parse(request.responseText);
      } catch {
        return null;
      }
    };
    request.onload = () => (request.status < 300 ? resolve(body()) : reject(readProblem(request.status, body())));
    request.onerror = () => reject(new Error(t('No connection to the server. The file was not sent.')));
    request.send(file);
  });
