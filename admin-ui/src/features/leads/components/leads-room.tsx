import { getRouteApi } from '@tanstack/react-router';
import { ContactPage } from './contact-page.tsx';
import { LeadsPage } from './leads-page.tsx';

const route = getRouteApi('/room/leads/{-$contactId}');

/** Leads as a list or a board, or one of them. */
export const LeadsRoom = () => {
  const { contactId } = route.useParams();
  return contactId ? <ContactPage contactId={contactId} key={contactId} /> : <LeadsPage />;
};
