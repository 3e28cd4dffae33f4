import { createContext, useContext } from 'react';

/** The organization's time zone; every time on the page is told in it. */
export const ZoneContext = createContext('UTC');
export const useZone = (): string => useContext(ZoneContext);
