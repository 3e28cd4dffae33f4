import { useState } from 'react';

/** The token behind the # of a mailed link. It is taken out of the address, so that no history or picture keeps it. */
export const useToken = (): string =>
  useState(() => {
    const token = location.hash.slice(1);
    if (token) history.replaceState(history.state, '', location.pathname + location.search);
    return token;
  })[0];
